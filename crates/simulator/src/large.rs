use chrono::{DateTime, TimeDelta, Utc};

use crate::company::{HostPlace, Origin, Service, TEAMS, host_services, project_services};
use crate::{Chance, Engine};

/// Kinds of hosts that a large fleet has; hosts of a kind differ by their secrets and little else.
const KINDS: u32 = 96;
/// Projects of one host; with what it runs for itself that makes some 100 containers.
const PROJECTS: usize = 15;

/// Host `number` of a fleet of any size, with about 100 containers.
///
/// Containers are alike as they are in a company: there are some thousand different configurations, however many
/// hosts there are.
pub fn large_host(seed: u64, number: u32, now: DateTime<Utc>) -> Engine {
    let origin = Origin { seed, begins_at: now - TimeDelta::days(90) };
    let name = format!("host-{number:04}");
    let mut engine = Engine::new(seed, &name, now);
    let mut chance = Chance::named(seed, &name);
    for service in services(origin, number % KINDS) {
        start(&mut engine, origin, service, &mut chance);
    }
    engine
}

/// Labels as an administrator sets them.
pub fn large_host_labels(number: u32) -> [(&'static str, &'static str); 2] {
    let team = TEAMS[number as usize % TEAMS.len()].name;
    [("team", team), ("env", ["prod", "prod", "staging", "dev"][number as usize / TEAMS.len() % 4])]
}

fn services(origin: Origin, kind: u32) -> Vec<Service> {
    let mut services = Vec::new();
    for place in 0..PROJECTS {
        let team = &TEAMS[(kind as usize + place) % TEAMS.len()];
        let project =
            team.projects[(kind as usize / TEAMS.len() + place / TEAMS.len()) % team.projects.len()];
        let at = HostPlace { name: format!("kind {}", kind % 12), team, stage: "prod", region: "fra" };
        if place == 0 {
            services.extend(host_services(origin, &at));
        }
        services.extend(project_services(origin, &at, project));
    }
    services
}

fn start(engine: &mut Engine, origin: Origin, service: Service, chance: &mut Chance) {
    let build = service.stream.build_on(80 - chance.below(4).cast_signed() * 30);
    let mut spec = service.spec;
    spec.image = service.stream.reference(origin, build);
    let name = service.naming.name(&service.project, &service.name, &mut spec, chance);
    if engine.container(&name).is_some() {
        return;
    }
    let image = service.stream.image(origin, build);
    engine.load(&image);
    engine.run_from(&name, spec, &image.id);
}
