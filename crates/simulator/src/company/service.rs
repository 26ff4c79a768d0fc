use super::{Care, HostPlace, Measure, Origin, Stream, Team};
use crate::naming::Naming;
use crate::{Chance, Restart, Spec, catalogue};

/// What runs as one container on one host.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub project: String,
    pub name: String,
    pub naming: Naming,
    pub stream: Stream,
    /// Built by the team, and deployed when there is a new build.
    pub own: bool,
    /// Everything but the image.
    pub spec: Spec,
}

const OWN: [&str; 4] = ["api", "worker", "scheduler", "web"];
const STOCK: [(&str, &str); 3] =
    [("db", "postgres:16"), ("cache", "redis:7.4-alpine"), ("queue", "rabbitmq:3.13-management")];

/// The services of a team's project as they are on one host; the same names differ a little from host to host.
pub(crate) fn project_services(origin: Origin, place: &HostPlace, project: &str) -> Vec<Service> {
    let mut chance = Chance::named(origin.seed, &format!("{project} on {}", place.name));
    let own = OWN.iter().map(|role| own_service(origin, place.team, project, role, &mut chance));
    let mut services: Vec<Service> = own.collect();
    let stock = STOCK
        .iter()
        .map(|(role, image)| stock_service(origin, place.team, project, role, image, &mut chance));
    services.extend(stock);
    if chance.one_in(2) {
        services.remove(chance.below(services.len() as u64) as usize);
    }
    services
}

fn own_service(origin: Origin, team: &Team, project: &str, role: &str, chance: &mut Chance) -> Service {
    let care = care_of(team, chance);
    let repository = format!("registry.acme.example/{}/{project}-{role}", team.name);
    let mut stream = Stream::own(origin, project, repository, care > Care::Careless);
    stream.pinned = care.measures().contains(&Measure::Pinned);
    let mut spec = Spec::new("").env("LOG_LEVEL", "info").env("SERVICE_NAME", &format!("{project}-{role}"));
    spec = if care == Care::Careless {
        let password = chance.password(16);
        spec.env("DATABASE_URL", &format!("postgres://{project}:{password}@db:5432/{project}"))
    } else {
        spec.env("DATABASE_HOST", "db").env("DATABASE_PASSWORD", &chance.password(24))
    };
    spec = spec.restart(Restart::UnlessStopped).network(&format!("{project}_default"));
    if role == "web" {
        let address = if care < Care::Careful { "" } else { "127.0.0.1" };
        spec = spec.publish(address, 8000 + chance.below(900) as u16, 8080).health_check();
    }
    care.measures().iter().for_each(|measure| measure.apply(&mut spec));
    Service { project: project.into(), name: role.into(), naming: team.naming, stream, own: true, spec }
}

fn stock_service(
    origin: Origin,
    team: &Team,
    project: &str,
    role: &str,
    image: &str,
    chance: &mut Chance,
) -> Service {
    let care = care_of(team, chance);
    let mut stream = Stream::stock(origin, image);
    stream.pinned = care.measures().contains(&Measure::Pinned);
    let spec = Spec::new("").restart(Restart::UnlessStopped).network(&format!("{project}_default"));
    let mut spec = match role {
        "db" => {
            let weak = care == Care::Careless && chance.one_in(3);
            let password = if weak { "postgres".into() } else { chance.password(20) };
            let volume = format!("{project}_pgdata:/var/lib/postgresql/data");
            let spec = spec.env("POSTGRES_USER", project).env("POSTGRES_PASSWORD", &password);
            let spec = spec.bind(&volume).health_check();
            if care == Care::Careless { spec.publish("", 5432, 5432) } else { spec }
        }
        "queue" => {
            let weak = care == Care::Careless && chance.one_in(2);
            let password = if weak { "guest".into() } else { chance.password(20) };
            spec.env("RABBITMQ_DEFAULT_PASS", &password).bind(&format!("{project}_queue:/var/lib/rabbitmq"))
        }
        _ => spec.command(&["redis-server", "--appendonly", "yes"]).bind(&format!("{project}_cache:/data")),
    };
    care.measures().iter().for_each(|measure| measure.apply(&mut spec));
    Service { project: project.into(), name: role.into(), naming: team.naming, stream, own: false, spec }
}

fn care_of(team: &Team, chance: &mut Chance) -> Care {
    let by = match chance.below(10) {
        0..=2 => -1,
        3..=7 => 0,
        _ => 1,
    };
    team.care.shifted(by)
}

/// What a host runs for itself.
pub(crate) fn host_services(origin: Origin, place: &HostPlace) -> Vec<Service> {
    let mut chance = Chance::named(origin.seed, &format!("services of {}", place.name));
    let mut named = vec![catalogue::node_exporter(), catalogue::log_shipper()];
    if place.is_production() || place.team.care == Care::Careless {
        named.push(catalogue::monitoring_agent(&mut chance));
    }
    if chance.one_in(3) {
        named.push(catalogue::proxy_with_socket(&mut chance));
    }
    if place.stage == "dev" {
        named.push(catalogue::ci_runner(&mut chance));
    }
    if place.team.care == Care::Careless && chance.one_in(2) {
        named.push(catalogue::cron_job(&mut chance));
    }
    named.into_iter().map(|(name, spec)| by_hand(origin, name, spec)).collect()
}

fn by_hand(origin: Origin, name: String, mut spec: Spec) -> Service {
    let stream = Stream::stock(origin, &std::mem::take(&mut spec.image));
    Service { project: "host".into(), name, naming: Naming::Hand, stream, own: false, spec }
}
