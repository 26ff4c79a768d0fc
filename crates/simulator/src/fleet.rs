use chrono::{DateTime, Utc};

use crate::{Chance, Engine, catalogue};

/// Some engines with realistic containers. The same arguments give the same fleet, to the byte.
#[derive(Clone, Debug)]
pub struct Fleet {
    pub engines: Vec<Engine>,
}

const ENVIRONMENTS: [&str; 3] = ["prod", "staging", "dev"];
const PLACES: [&str; 4] = ["fra", "ams", "iad", "sin"];

impl Fleet {
    /// `now` is the engines' clock; ages of images and containers are counted back from it.
    pub fn new(seed: u64, hosts: u32, now: DateTime<Utc>) -> Self {
        Self { engines: (0..hosts).map(|number| engine(seed, number, now)).collect() }
    }
}

fn engine(seed: u64, number: u32, now: DateTime<Utc>) -> Engine {
    let mut chance = Chance::named(seed, &format!("host {number}"));
    let name = format!("{}-{}-{:02}", chance.pick(&ENVIRONMENTS), chance.pick(&PLACES), number + 1);
    let mut engine = Engine::new(seed, &name, now);
    if chance.one_in(3) {
        engine.security_options.push("name=userns".into());
    }
    if chance.one_in(5) {
        engine.insecure_registries.push("registry.internal:5000".into());
    }
    for (name, spec) in catalogue::host(&mut chance) {
        engine.run(&name, spec);
    }
    for container in &mut engine.containers {
        let age_minutes = chance.below(120 * 24 * 60).cast_signed();
        container.created_at = now - chrono::TimeDelta::minutes(age_minutes);
        container.started_at = Some(container.created_at + chrono::TimeDelta::seconds(1));
    }
    engine
}
