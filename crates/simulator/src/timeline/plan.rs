use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::act::{Act, Change};
use crate::company::{HostPlace, Origin, Service};
use crate::{Chance, Spec};

/// The life of one host while it is being made up, day by day.
pub(super) struct Plan<'a> {
    pub origin: Origin,
    pub place: &'a HostPlace,
    pub chance: Chance,
    pub running: Vec<Running>,
    pub changes: Vec<Change>,
}

/// A service as it runs.
pub(super) struct Running {
    pub service: Service,
    /// Of its container; empty before it was started.
    pub name: String,
    pub build: i64,
    /// Somebody changed it by hand; the next deploy undoes that.
    pub drifted: bool,
}

impl Running {
    pub fn new(service: Service, build: i64) -> Self {
        Self { service, name: String::new(), build, drifted: false }
    }
}

impl Plan<'_> {
    /// A moment of a day, which may be before the first: `hour` o'clock and up to an hour more.
    pub fn moment(&mut self, day: i64, hour: i64) -> DateTime<Utc> {
        let seconds = self.chance.below(3600).cast_signed();
        self.origin.begins_at + TimeDelta::days(day) + TimeDelta::hours(hour) + TimeDelta::seconds(seconds)
    }

    pub fn change(&mut self, at: DateTime<Utc>, acts: Vec<Act>) {
        if !acts.is_empty() {
            self.changes.push(Change { at, acts });
        }
    }

    /// Starts these services from the builds they have now, as they are declared.
    pub fn start(&mut self, places: &[usize]) -> Vec<Act> {
        places.iter().flat_map(|place| self.start_with(*place, |_| ())).collect()
    }

    /// As [`Self::start`], with a change that is not declared.
    pub fn start_drifted(&mut self, place: usize, change: impl FnOnce(&mut Spec)) -> Vec<Act> {
        let acts = self.start_with(place, change);
        self.running[place].drifted = true;
        acts
    }

    fn start_with(&mut self, place: usize, change: impl FnOnce(&mut Spec)) -> Vec<Act> {
        let Self { origin, running, chance, .. } = self;
        let running = &mut running[place];
        let Service { project, name, naming, stream, spec, .. } = &running.service;
        let mut spec = spec.clone();
        spec.image = stream.reference(*origin, running.build);
        change(&mut spec);
        let container = naming.name(project, name, &mut spec, chance);
        let mut image = stream.image(*origin, running.build);
        if stream.pinned {
            image.tags.clear();
        }
        let before = std::mem::replace(&mut running.name, container.clone());
        running.drifted = false;
        let removed = (!before.is_empty() && before != container).then_some(Act::Remove { name: before });
        let run = Act::Run { name: container, spec: Box::new(spec), image: Arc::new(image) };
        removed.into_iter().chain([run]).collect()
    }

    /// Takes services away for good.
    pub fn end(&mut self, gone: impl Fn(&Service) -> bool) -> Vec<Act> {
        let (gone, stay) =
            std::mem::take(&mut self.running).into_iter().partition(|running| gone(&running.service));
        self.running = stay;
        let gone: Vec<Running> = gone;
        gone.into_iter().map(|running| Act::Remove { name: running.name }).collect()
    }

    /// Places of the services of which the predicate holds.
    pub fn places(&self, of: impl Fn(&Running) -> bool) -> Vec<usize> {
        (0..self.running.len()).filter(|place| of(&self.running[*place])).collect()
    }

    pub fn projects(&self) -> Vec<String> {
        let mut projects: Vec<String> =
            self.running.iter().map(|running| running.service.project.clone()).collect();
        projects.sort_unstable();
        projects.dedup();
        projects
    }
}
