use crate::naming::{self, Naming};
use crate::{Chance, Restart, Spec};

type Named = (String, Spec);

fn compose(mut spec: Spec, project: &str, service: &str) -> Named {
    let name = naming::compose(project, service, &mut spec);
    if spec.host.network.is_empty() {
        spec = spec.network(&format!("{project}_default"));
    }
    (name, spec)
}

/// As the README of nginx says to run it.
pub fn plain_nginx(project: &str) -> Named {
    let spec = Spec::new("nginx:latest").publish("", 80, 80).restart(Restart::Always);
    compose(spec.bind(&format!("/srv/{project}/html:/usr/share/nginx/html:ro")), project, "web")
}

/// With its password in the environment.
pub fn database(project: &str, chance: &mut Chance) -> Named {
    let password = if chance.one_in(3) { "postgres".into() } else { chance.password(20) };
    let spec = Spec::new("postgres:16")
        .env("POSTGRES_USER", project)
        .env("POSTGRES_PASSWORD", &password)
        .env("POSTGRES_DB", project)
        .bind(&format!("{project}_pgdata:/var/lib/postgresql/data"))
        .restart(Restart::UnlessStopped)
        .health_check();
    let spec = if chance.one_in(3) { spec.publish("", 5432, 5432) } else { spec };
    compose(spec, project, "db")
}

pub fn redis(project: &str) -> Named {
    let spec = Spec::new("redis:7.4-alpine").command(&["redis-server", "--appendonly", "yes"]);
    let spec = spec.bind(&format!("{project}_redis:/data")).restart(Restart::UnlessStopped);
    compose(spec.with(|host| host.memory_bytes = 128 << 20), project, "cache")
}

pub fn queue(project: &str) -> Named {
    let spec = Spec::new("rabbitmq:3.13-management").env("RABBITMQ_DEFAULT_PASS", "guest");
    compose(spec.publish("", 5672, 5672).publish("", 15672, 15672), project, "queue")
}

/// An application that leaves nothing to object to, apart from its registry.
pub fn hardened_api(project: &str, number: u64) -> Named {
    let image = format!("ghcr.io/acme/{project}-api@sha256:{}", Chance::named(number, project).hex(64));
    let spec = Spec::new(&image)
        .hardened("10001:10001")
        .env("DATABASE_PASSWORD_FILE", "/run/secrets/database_password")
        .env("LOG_LEVEL", "info")
        .label("org.opencontainers.image.source", "https://git.acme.example/api");
    compose(spec, project, &format!("api{number}"))
}

/// A reverse proxy that watches the engine, as its documentation proposes.
pub fn proxy_with_socket(chance: &mut Chance) -> Named {
    let mode = if chance.one_in(2) { ":ro" } else { "" };
    let spec = Spec::new("traefik:v3.2")
        .command(&["--providers.docker", "--api.insecure=true"])
        .bind(&format!("/var/run/docker.sock:/var/run/docker.sock{mode}"))
        .publish("", 443, 443)
        .publish("", 8080, 8080)
        .restart(Restart::UnlessStopped);
    compose(spec, "edge", "traefik")
}

/// Builds images: privileged, with the engine's socket and a token.
pub fn ci_runner(chance: &mut Chance) -> Named {
    let token = format!("glrt-{}", chance.token(20));
    let spec = Spec::new("gitlab/gitlab-runner:latest")
        .env("CI_SERVER_URL", "https://gitlab.acme.example")
        .env("RUNNER_TOKEN", &token)
        .bind("/var/run/docker.sock:/var/run/docker.sock")
        .bind("/srv/gitlab-runner/config:/etc/gitlab-runner")
        .restart(Restart::Always)
        .with(|host| host.privileged = true);
    ("ci-runner".into(), spec)
}

/// Reads the whole host, and only reads.
pub fn node_exporter() -> Named {
    let spec = Spec::new("quay.io/prometheus/node-exporter:v1.8.2")
        .command(&["--path.rootfs=/host"])
        .bind("/:/host:ro,rslave")
        .network("host")
        .restart(Restart::UnlessStopped)
        .with(|host| host.pid = "host".into());
    ("node-exporter".into(), spec)
}

/// Sees and may do everything, as its installation guide demands.
pub fn monitoring_agent(chance: &mut Chance) -> Named {
    let spec = Spec::new("acmewatch/agent:7")
        .env("AW_API_KEY", &chance.hex(32))
        .bind("/var/run/docker.sock:/var/run/docker.sock:ro")
        .bind("/proc:/host/proc:ro")
        .bind("/sys/fs/cgroup:/host/sys/fs/cgroup:ro")
        .restart(Restart::Always)
        .with(|host| {
            host.pid = "host".into();
            host.cap_add = ["SYS_ADMIN", "SYS_PTRACE", "NET_ADMIN"].map(String::from).to_vec();
            host.security_opt = vec!["apparmor=unconfined".into()];
        });
    ("watch-agent".into(), spec)
}

pub fn log_shipper() -> Named {
    let spec = Spec::new("fluent/fluent-bit:3.2")
        .bind("/var/log:/var/log:ro")
        .bind("/var/lib/docker/containers:/var/lib/docker/containers:ro")
        .restart(Restart::OnFailure(5));
    ("log-shipper".into(), spec)
}

/// Backs up to a cloud with the key in its environment.
pub fn cron_job(chance: &mut Chance) -> Named {
    let mut spec = Spec::new("acme/backup").bind("/srv:/srv:ro").bind("/root/.ssh:/root/.ssh:ro");
    spec.env.extend(chance.cloud_key());
    ("backup".into(), spec)
}

/// As the kubelet names and labels it through cri-dockerd.
pub fn kubernetes_pod(chance: &mut Chance) -> Named {
    let mut spec = Spec::new("registry.k8s.io/e2e-test-images/agnhost:2.53").user("1000").network("none");
    let name = Naming::Pod.name("store", "checkout", &mut spec, chance);
    (name, spec)
}

pub fn swarm_service(chance: &mut Chance) -> Named {
    let mut spec = Spec::new("httpd:2.4").network("portal_default");
    let name = Naming::Service.name("portal", "web", &mut spec, chance);
    (name, spec)
}
