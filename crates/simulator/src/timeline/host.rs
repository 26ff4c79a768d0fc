use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::act::Change;
use super::plan::Plan;
use super::{DAYS, present, season};
use crate::company::{HostPlace, Origin, TEAMS};
use crate::{Chance, Engine};

/// A change is looked at so many seconds after it.
const LOOKED_AT_AFTER_S: i64 = 40;
/// Every seventh host joins while the season runs.
const NEWCOMER_EVERY: u32 = 7;
/// The day on which a region cannot be reached.
const OUTAGE_ON: i64 = 74;
const OUTAGE_IN: &str = "iad";

/// One host and its life.
#[derive(Clone, Debug)]
pub struct Host {
    pub name: String,
    /// As an administrator sets them: `env`, `team`, `region`.
    pub labels: BTreeMap<String, String>,
    /// From this moment on it is there.
    pub joins_at: DateTime<Utc>,
    pub(super) number: u32,
    origin: Origin,
    ends_at: DateTime<Utc>,
    /// When it cannot be reached.
    outage: Option<Range<DateTime<Utc>>>,
    /// By time; those before it joins made it what it is then.
    changes: Vec<Change>,
}

impl Host {
    pub(super) fn lived(origin: Origin, ends_at: DateTime<Utc>, number: u32, place: HostPlace) -> Self {
        let chance = Chance::named(origin.seed, &format!("life of {}", place.name));
        let newcomer = number % NEWCOMER_EVERY == NEWCOMER_EVERY - 1;
        let joins_on = if newcomer { 9 + i64::from(number * 11 % 70) } else { 0 };
        let mut plan = Plan { origin, place: &place, chance, running: Vec::new(), changes: Vec::new() };
        season::live(&mut plan, joins_on);
        let mut changes = plan.changes;
        changes.retain(|change| change.at < ends_at);
        let day = |day: i64| origin.begins_at + TimeDelta::days(day);
        Self {
            labels: place.labels(),
            joins_at: day(joins_on) + TimeDelta::minutes(number.into()),
            number,
            origin,
            ends_at,
            outage: (place.region == OUTAGE_IN).then(|| day(OUTAGE_ON)..day(OUTAGE_ON + 1)),
            changes,
            name: place.name,
        }
    }

    /// What its engine knows at a moment, which may be after the end of the timeline.
    pub fn at(&self, moment: DateTime<Utc>) -> Engine {
        let mut engine = self.bare();
        self.advance(&mut engine, moment);
        engine
    }

    /// Does to an engine of [`Self::at`] what happens until a later moment; tells whether anything did.
    pub fn advance(&self, engine: &mut Engine, until: DateTime<Utc>) -> bool {
        let from = self.changes.partition_point(|change| change.at <= engine.now);
        let until_then = self.changes.partition_point(|change| change.at <= until);
        let due = self.changes.get(from..until_then).unwrap_or_default();
        for change in due {
            change.apply(engine);
        }
        let lively = present::advance(self, engine, until);
        engine.now = engine.now.max(until);
        !due.is_empty() || lively
    }

    pub fn is_reachable(&self, moment: DateTime<Utc>) -> bool {
        self.outage.as_ref().is_none_or(|outage| !outage.contains(&moment))
    }

    pub(super) fn seed(&self) -> u64 {
        self.origin.seed
    }

    pub(super) fn ends_at(&self) -> DateTime<Utc> {
        self.ends_at
    }

    pub(super) fn visits(&self) -> Vec<DateTime<Utc>> {
        let mut chance = Chance::named(self.origin.seed, &format!("visits of {}", self.name));
        let daily = (0..=DAYS).map(|day| {
            let minutes = 60 + chance.below(240).cast_signed();
            self.origin.begins_at + TimeDelta::days(day) + TimeDelta::minutes(minutes)
        });
        let after_changes =
            self.changes.iter().map(|change| change.at + TimeDelta::seconds(LOOKED_AT_AFTER_S));
        let first = self.joins_at + TimeDelta::seconds(LOOKED_AT_AFTER_S);
        let visits = daily.chain(after_changes).chain([first]);
        visits.filter(|at| *at > self.joins_at && *at < self.ends_at).collect()
    }

    /// As it was set up, long before anything ran on it.
    fn bare(&self) -> Engine {
        let mut chance = Chance::named(self.origin.seed, &format!("engine of {}", self.name));
        let mut engine =
            Engine::new(self.origin.seed, &self.name, self.origin.begins_at - TimeDelta::days(500));
        let patches = TEAMS.iter().any(|team| team.name == self.labels["team"] && team.patches);
        if !patches && chance.one_in(3) {
            engine = engine.outdated();
        }
        if chance.one_in(3) {
            engine.security_options.push("name=userns".into());
        }
        if chance.one_in(6) {
            engine.insecure_registries.push("registry.internal:5000".into());
        }
        engine
    }
}
