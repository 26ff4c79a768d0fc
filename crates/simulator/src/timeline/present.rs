//! What goes on happening after the end: a small thing every two minutes somewhere in the fleet.

use chrono::{DateTime, TimeDelta, Utc};

use super::Host;
use crate::{Chance, Engine, Spec};

const EVERY_S: i64 = 120;
/// After a long pause no more than this many small things are made up for.
const MOST: i64 = 10_000;
/// Hosts among which the small things are spread.
const FLEET: u64 = 40;
const TRACING: &str = "SYS_PTRACE";

/// Does what happens on this host between the engine's present and `until`; tells whether anything did.
pub(super) fn advance(host: &Host, engine: &mut Engine, until: DateTime<Utc>) -> bool {
    let number = |at: DateTime<Utc>| (at - host.ends_at()).num_seconds().div_euclid(EVERY_S);
    let last = number(until);
    let first = (number(engine.now) + 1).max(1).max(last - MOST);
    let mut changed = false;
    for tick in first..=last {
        let mut chance = Chance::named(host.seed(), &format!("present {tick}"));
        if chance.below(FLEET) == u64::from(host.number) {
            engine.now = host.ends_at() + TimeDelta::seconds(tick * EVERY_S);
            changed |= happen(engine, &mut chance);
        }
    }
    changed
}

fn happen(engine: &mut Engine, chance: &mut Chance) -> bool {
    if engine.containers.is_empty() {
        return false;
    }
    let container = &engine.containers[chance.below(engine.containers.len() as u64) as usize];
    let (name, reference) = (container.name.clone(), container.spec.image.clone());
    match chance.below(4) {
        0 if !reference.contains('@') => {
            engine.pull_newer(&reference);
            true
        }
        1 => engine.drift(&name, toggle_tracing).is_some(),
        _ => engine.redeploy(&name).is_some(),
    }
}

/// Somebody looks for a fault, or has found it.
fn toggle_tracing(spec: &mut Spec) {
    let added = &mut spec.host.cap_add;
    match added.iter().position(|capability| capability == TRACING) {
        Some(place) => drop(added.remove(place)),
        None => added.push(TRACING.into()),
    }
}
