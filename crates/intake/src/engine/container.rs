use posture::facts::{Container, Runtime, State};

use super::disclosure::Disclosures;
use super::environment::{ImageEnvironment, pairs, read_environment};
use super::kept::{kept_or_empty, kept_set};
use super::label::read_labels;
use super::moment::read_moment;
use super::mount::read_mounts;
use super::namespace::{read_namespaces, read_network_mode};
use super::network::{read_attachments, read_published_ports};
use super::program::{command_parts, read_program, runs_ssh_server};
use super::raw::{Config, HealthCheck, HostConfig, Inspect, List, Pairs, Text};
use super::resource::{read_device_requests, read_devices, read_resources, read_restart_policy};
use super::security::{read_capabilities, read_security};
use super::volume::VolumeBinds;
use super::{kept, podman};
use crate::fingerprint::Purpose;
use crate::secret::Neighbours;
use crate::{Document, Fingerprint, IngestKey, IntakeError};

const DOCUMENT: Document = Document::Container;

/// What one container's inspection says, redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerReading {
    /// The engine's id of the container.
    pub engine_id: String,
    /// Without the leading slash.
    pub name: String,
    pub facts: Container,
    pub runtime: Runtime,
    /// Of each secret, except weak and default ones: by the variable that holds it, or by the place as
    /// [`Disclosure::subject`](posture::facts::Disclosure::subject) names it.
    pub fingerprints: Vec<(String, Fingerprint)>,
    /// Keyed hash of entrypoint and command, by which ephemeral containers of one kind are known.
    pub command_hash: Fingerprint,
}

impl ContainerReading {
    /// Turns mounts of local volumes that bind a host path into bind mounts of that path.
    pub fn resolve_volumes(&mut self, binds: &VolumeBinds) {
        binds.apply(&mut self.facts.mounts);
    }
}

/// Reads `GET /containers/{id}/json`. `image` tells inherited variables from the container's own.
pub fn read_container(
    inspect: &[u8],
    image: Option<&ImageEnvironment>,
    key: &IngestKey,
) -> Result<ContainerReading, IntakeError> {
    let raw: Inspect<'_> = DOCUMENT.parse(inspect)?;
    interpret(&raw, image, key)
}

fn interpret(
    raw: &Inspect<'_>,
    image: Option<&ImageEnvironment>,
    key: &IngestKey,
) -> Result<ContainerReading, IntakeError> {
    let config = raw.config.as_ref().ok_or(DOCUMENT.missing("Config"))?;
    let host_config = raw.host_config.as_ref().ok_or(DOCUMENT.missing("HostConfig"))?;
    let engine_id = raw.id.as_ref().filter(|id| !id.expose().is_empty()).ok_or(DOCUMENT.missing("Id"))?;
    let name = raw.name.as_ref().map_or("", |name| name.expose().trim_start_matches('/'));

    let identities = identities(config, name);
    let env = slice(config.env.as_ref());
    let named_values = pairs(env);
    let neighbours = Neighbours::new(&named_values, &identities);
    let environment = read_environment(env, &named_values, image, &neighbours, key);
    let mut disclosures = Disclosures::new(&neighbours, key);
    disclosures.entrypoint_and_command(config.entrypoint.as_ref(), config.cmd.as_ref());
    disclosures.health_check(config.healthcheck.as_ref());
    disclosures.labels(config.labels.as_ref());
    let (disclosures, elsewhere) = disclosures.into_parts();

    let mut facts = read_facts(raw, config, host_config)?;
    facts.environment = environment.variables;
    facts.disclosures = disclosures;
    let mut fingerprints = environment.fingerprints;
    fingerprints.extend(elsewhere);
    Ok(ContainerReading {
        engine_id: kept(engine_id.expose()),
        name: kept(name),
        facts,
        runtime: read_runtime(raw)?,
        fingerprints,
        command_hash: key.fingerprint(Purpose::Command, command_parts(config)),
    })
}

fn read_facts(
    raw: &Inspect<'_>,
    config: &Config<'_>,
    host: &HostConfig<'_>,
) -> Result<Container, IntakeError> {
    let settings = raw.network_settings.as_ref();
    Ok(Container {
        image_reference: kept_or_empty(config.image.as_ref()),
        image_id: podman::image_id(raw.image.as_ref().map_or("", Text::expose)),
        user: config.user.as_ref().filter(|user| !user.expose().is_empty()).map(|user| kept(user.expose())),
        supplementary_groups: kept_set(host.group_add.as_ref().map(List::as_slice)),
        privileged: host.privileged.unwrap_or_default(),
        cap_add: read_capabilities(host.cap_add.as_ref()),
        cap_drop: read_capabilities(host.cap_drop.as_ref()),
        security: read_security(raw, host),
        namespaces: read_namespaces(host),
        network_mode: read_network_mode(host, settings),
        networks: read_attachments(settings),
        published_ports: read_published_ports(host, config)?,
        publish_all_ports: host.publish_all_ports.unwrap_or_default(),
        mounts: read_mounts(raw, host),
        read_only_root: host.readonly_rootfs.unwrap_or_default(),
        volumes_from: kept_set(host.volumes_from.as_ref().map(List::as_slice)),
        devices: read_devices(host),
        device_requests: read_device_requests(host),
        device_cgroup_rules: kept_set(host.device_cgroup_rules.as_ref().map(List::as_slice)),
        sysctls: host.sysctls.iter().flat_map(Pairs::as_slice).map(kept_pair).collect(),
        resources: read_resources(host),
        restart_policy: read_restart_policy(host.restart_policy.as_ref())?,
        environment: Vec::new(),
        program: read_program(raw, config),
        runs_ssh_server: runs_ssh_server(config),
        disclosures: Vec::new(),
        health_check: config.healthcheck.as_ref().is_some_and(HealthCheck::is_set),
        labels: read_labels(config.labels.as_ref()),
        oci_runtime: kept_or_empty(host.runtime.as_ref()),
    })
}

fn kept_pair((name, value): &(Text<'_>, Text<'_>)) -> (String, String) {
    (kept(name.expose()), kept(value.expose()))
}

fn read_runtime(raw: &Inspect<'_>) -> Result<Runtime, IntakeError> {
    let state = raw.state.as_ref().ok_or(DOCUMENT.missing("State"))?;
    let status = state.status.as_ref().map_or("", Text::expose);
    let health = state.health.as_ref().and_then(|health| health.status.as_ref());
    Ok(Runtime {
        state: podman::state(status).unwrap_or(if state.running == Some(true) {
            State::Running
        } else {
            State::Exited
        }),
        created_at: read_moment(raw.created.as_ref(), DOCUMENT, "Created")?,
        started_at: read_moment(state.started_at.as_ref(), DOCUMENT, "State.StartedAt")?,
        unhealthy: health.is_some_and(|status| status.expose() == "unhealthy"),
        restart_count: u32::try_from(raw.restart_count.unwrap_or_default().max(0)).unwrap_or(u32::MAX),
        ..Runtime::default()
    })
}

/// Names by which a password may have been chosen: the container's, its service's, its image's.
fn identities<'a>(config: &'a Config<'_>, name: &'a str) -> Vec<&'a str> {
    let image = config.image.as_ref().map_or("", Text::expose);
    let labels = config.labels.iter().flat_map(Pairs::as_slice);
    let service = labels
        .filter(|(key, _)| key.expose() == "com.docker.compose.service")
        .filter_map(|(_, value)| value.as_ref().map(Text::expose));
    [name, repository(image)].into_iter().chain(service).collect()
}

/// `ghcr.io/acme/api:1.2@sha256:…` is the image `api`.
fn repository(reference: &str) -> &str {
    let path = reference.split('@').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

pub(super) fn slice<T>(list: Option<&List<T>>) -> &[T] {
    list.map(List::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_named_by_the_last_part_of_its_repository() {
        assert_eq!(repository("ghcr.io:443/acme/api:1.2@sha256:00"), "api");
        assert_eq!(repository("postgres"), "postgres");
        assert_eq!(repository(""), "");
    }
}
