//! What nobody planned.

use std::sync::Arc;

use super::act::Act;
use super::plan::Plan;
use crate::company::Stream;
use crate::naming::Naming;
use crate::{Chance, Spec};

/// A host is touched by hand once in so many days.
const DRIFT_ONCE_IN: u64 = 25;
/// What was touched is set right once in so many days.
const SET_RIGHT_ONCE_IN: u64 = 6;
const FALTER_ONCE_IN: u64 = 60;
/// On a machine of developers.
const TRIAL_ONCE_IN: u64 = 9;

pub(super) fn happen(plan: &mut Plan<'_>, day: i64) {
    set_right(plan, day);
    if plan.chance.one_in(DRIFT_ONCE_IN) && !plan.running.is_empty() {
        let place = plan.chance.below(plan.running.len() as u64) as usize;
        let way = plan.chance.below(6);
        let acts = plan.start_drifted(place, |spec| touch(spec, way));
        let at = plan.moment(day, 17);
        plan.change(at, acts);
    }
    if plan.chance.one_in(FALTER_ONCE_IN) && !plan.running.is_empty() {
        let place = plan.chance.below(plan.running.len() as u64) as usize;
        let running = &mut plan.running[place];
        running.drifted = true;
        let name = running.name.clone();
        let at = plan.moment(day, 19);
        plan.change(at, vec![Act::Falter { name }]);
    }
    if plan.place.stage == "dev" && plan.chance.one_in(TRIAL_ONCE_IN) {
        try_something(plan, day);
    }
}

fn set_right(plan: &mut Plan<'_>, day: i64) {
    let drifted = plan.places(|running| running.drifted);
    for place in drifted {
        if plan.chance.one_in(SET_RIGHT_ONCE_IN) {
            let acts = plan.start(&[place]);
            let at = plan.moment(day, 16);
            plan.change(at, acts);
        }
    }
}

/// As people do who look for a fault in a hurry.
fn touch(spec: &mut Spec, way: u64) {
    let host = &mut spec.host;
    match way {
        0 => host.cap_add.push("SYS_PTRACE".into()),
        1 => host.network = "host".into(),
        2 => host.security_opt = vec!["seccomp=unconfined".into()],
        3 => spec.user = "root".into(),
        4 => host.binds.push("/etc:/host/etc:ro".into()),
        _ => host.pid = "host".into(),
    }
}

/// Somebody runs a container without a name for an afternoon.
fn try_something(plan: &mut Plan<'_>, day: i64) {
    let reference = *plan.chance.pick(&["python:3.12", "node:22", "alpine:3.20"]);
    let stream = Stream::stock(plan.origin, reference);
    let build = stream.build_on(day);
    let mut spec = Spec::new(&stream.reference(plan.origin, build)).command(&["sleep", "86400"]);
    let name = Naming::Hand.name("", &engine_made_name(&mut plan.chance), &mut spec, &mut plan.chance);
    let image = Arc::new(stream.image(plan.origin, build));
    let begins = plan.moment(day, 12);
    plan.change(begins, vec![Act::Run { name: name.clone(), spec: Box::new(spec), image }]);
    let ends = plan.moment(day, 18);
    plan.change(ends, vec![Act::Remove { name }]);
}

fn engine_made_name(chance: &mut Chance) -> String {
    let adjective = chance.pick(&["quirky", "elated", "sleepy", "nifty", "vibrant", "jolly"]).to_string();
    let surname = chance.pick(&["hopper", "lovelace", "turing", "noether", "curie", "hamilton"]).to_string();
    format!("{adjective}_{surname}")
}
