//! What happens on an ordinary day.

use std::sync::Arc;

use super::act::Act;
use super::plan::{Plan, Running};
use super::{DAYS, campaign, incident, mishap};
use crate::Chance;
use crate::company::{Service, host_services, project_services};

/// Every team takes newer images of what it did not build so often, in days.
const PATCH_EVERY: i64 = 30;

/// All that happens on a host from the day it joins.
pub(super) fn live(plan: &mut Plan<'_>, joins_on: i64) {
    let later = move_in(plan, joins_on);
    for day in joins_on..=DAYS {
        if let Some((_, project)) = later.as_ref().filter(|(on, _)| *on == day) {
            let project = project.clone();
            begin(plan, day, &project);
        }
        deploy(plan, day);
        patch(plan, day);
        campaign::advance(plan, day);
        mishap::happen(plan, day);
        incident::happen(plan, day);
    }
    plan.changes.sort_by_key(|change| change.at);
}

/// What runs already when the host joins, and perhaps a project that comes later, with its day.
fn move_in(plan: &mut Plan<'_>, joins_on: i64) -> Option<(i64, String)> {
    let mut projects: Vec<&str> = plan.place.team.projects.to_vec();
    let later = plan.chance.one_in(3).then(|| projects.pop()).flatten();
    let mut services = host_services(plan.origin, plan.place);
    services.extend(projects.iter().flat_map(|project| project_services(plan.origin, plan.place, project)));
    for service in services {
        let since = 1 + plan.chance.below(if plan.place.team.patches { 40 } else { 140 }).cast_signed();
        let built_before = if service.own { plan.place.lag() } else { age_of_stock(plan) };
        let build = service.stream.build_on(joins_on - since - built_before);
        plan.running.push(Running::new(service, build));
        let acts = plan.start(&[plan.running.len() - 1]);
        let at = plan.moment(joins_on - since, 9);
        plan.change(at, acts);
    }
    later.map(|project| {
        let earliest = joins_on.max(5);
        let on = earliest + plan.chance.below((DAYS - earliest).cast_unsigned()).cast_signed();
        (on, project.to_owned())
    })
}

/// Days since what somebody else built was pulled.
fn age_of_stock(plan: &mut Plan<'_>) -> i64 {
    let most = if plan.place.team.patches { 30 } else { 330 };
    plan.chance.below(most).cast_signed()
}

/// A project comes to the host.
fn begin(plan: &mut Plan<'_>, day: i64, project: &str) {
    let services = project_services(plan.origin, plan.place, project);
    let first = plan.running.len();
    for service in services {
        let build = service.stream.build_on(day - plan.place.lag());
        plan.running.push(Running::new(service, build));
    }
    let places: Vec<usize> = (first..plan.running.len()).collect();
    let acts = plan.start(&places);
    let at = plan.moment(day, 9);
    plan.change(at, acts);
}

/// New builds of what the company makes itself arrive, each project at once.
fn deploy(plan: &mut Plan<'_>, day: i64) {
    let newest = |service: &Service, lag: i64| service.stream.build_on(day - lag);
    let lag = plan.place.lag();
    for project in plan.projects() {
        let outdated = plan.places(|running| {
            let service = &running.service;
            service.own && service.project == project && newest(service, lag) > running.build
        });
        for place in &outdated {
            plan.running[*place].build = newest(&plan.running[*place].service, lag);
        }
        let acts = plan.start(&outdated);
        let at = plan.moment(day, 10);
        plan.change(at, acts);
    }
}

/// Newer images of what others make: who patches restarts from them, who does not has at most pulled them.
fn patch(plan: &mut Plan<'_>, day: i64) {
    let on = Chance::named(plan.origin.seed, &plan.place.name).below(PATCH_EVERY.cast_unsigned());
    if day.rem_euclid(PATCH_EVERY) != on.cast_signed() {
        return;
    }
    let outdated = plan.places(|running| {
        let service = &running.service;
        !service.own && service.stream.build_on(day) > running.build
    });
    let acts = if plan.place.team.patches {
        for place in &outdated {
            plan.running[*place].build = plan.running[*place].service.stream.build_on(day);
        }
        plan.start(&outdated)
    } else {
        let pulled = outdated.iter().filter(|_| plan.chance.one_in(4)).collect::<Vec<_>>();
        let image = |place: &&usize| {
            let stream = &plan.running[**place].service.stream;
            Act::Pull { image: Arc::new(stream.image(plan.origin, stream.build_on(day))) }
        };
        pulled.iter().map(image).collect()
    };
    let at = plan.moment(day, 13);
    plan.change(at, acts);
}
