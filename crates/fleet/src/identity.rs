//! The one place where workload keys are computed.
//!
//! The first identity that applies: Kubernetes, Swarm, Compose, container name, and for names that the engine made up
//! the image repository and the command. Labels and names are hostile: lengths are bounded, and parts are
//! escaped so that no two different identities share a key.

use std::collections::BTreeMap;

use crate::scan::ScannedContainer;
use crate::workload::{Identity, IdentityKind};

mod engine_name;
mod pod;

/// Longest project or name that is kept, in characters.
const LONGEST: usize = 200;

/// Which workload a container belongs to, within its scope.
pub fn identify(container: &ScannedContainer) -> Identity {
    let labels = Labels(&container.facts.labels);
    let one_off =
        labels.get("com.docker.compose.oneoff").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if one_off || engine_name::is_made_up(&container.name) && !labels.names_a_workload() {
        return ephemeral(container);
    }
    kubernetes(labels)
        .or_else(|| swarm(labels))
        .or_else(|| compose(labels))
        .unwrap_or_else(|| identity(IdentityKind::Name, "", &container.name, &[&container.name]))
}

#[derive(Clone, Copy)]
struct Labels<'a>(&'a BTreeMap<String, Option<String>>);

impl<'a> Labels<'a> {
    fn get(self, key: &str) -> Option<&'a str> {
        self.0.get(key)?.as_deref().filter(|value| !value.is_empty())
    }

    fn names_a_workload(self) -> bool {
        kubernetes(self).or_else(|| swarm(self)).or_else(|| compose(self)).is_some()
    }
}

fn kubernetes(labels: Labels<'_>) -> Option<Identity> {
    let namespace = labels.get("io.kubernetes.pod.namespace")?;
    let controller = pod::controller(labels.get("io.kubernetes.pod.name")?);
    let container = labels.get("io.kubernetes.container.name").unwrap_or_default();
    let name = if container.is_empty() { controller.into() } else { format!("{controller}/{container}") };
    Some(identity(IdentityKind::Kubernetes, namespace, &name, &[namespace, controller, container]))
}

fn swarm(labels: Labels<'_>) -> Option<Identity> {
    let service = labels.get("com.docker.swarm.service.name")?;
    let stack = labels.get("com.docker.stack.namespace").unwrap_or_default();
    let short = service.strip_prefix(stack).and_then(|rest| rest.strip_prefix('_'));
    Some(identity(IdentityKind::Swarm, stack, short.unwrap_or(service), &[service]))
}

fn compose(labels: Labels<'_>) -> Option<Identity> {
    let project = labels.get("com.docker.compose.project")?;
    let service = labels.get("com.docker.compose.service")?;
    Some(identity(IdentityKind::Compose, project, service, &[project, service]))
}

fn ephemeral(container: &ScannedContainer) -> Identity {
    let repository = repository(&container.facts.image_reference);
    let project =
        container.facts.labels.get("com.docker.compose.project").cloned().flatten().unwrap_or_default();
    identity(IdentityKind::Ephemeral, &project, repository, &[&project, repository, &container.command_hash])
}

/// An image reference without its tag and digest: `ghcr.io/acme/api:1@sha256:…` is `ghcr.io/acme/api`.
fn repository(reference: &str) -> &str {
    let untagged = reference.split_once('@').map_or(reference, |(name, _)| name);
    match untagged.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => untagged,
    }
}

fn identity(kind: IdentityKind, project: &str, name: &str, parts: &[&str]) -> Identity {
    Identity { kind, project: bounded(project), name: bounded(name), key: key(parts) }
}

/// Parts joined by `/`; a slash or a backslash inside a part is escaped.
fn key(parts: &[&str]) -> String {
    let escaped: Vec<_> = parts.iter().map(|part| part.replace('\\', "\\\\").replace('/', "\\/")).collect();
    escaped.join("/")
}

fn bounded(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.into(),
        Some(_) => text.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "com.docker.compose.project";
    const SERVICE: &str = "com.docker.compose.service";

    fn container(name: &str, image: &str, labels: &[(&str, &str)]) -> ScannedContainer {
        let labels = labels.iter().map(|(key, value)| ((*key).into(), Some((*value).into()))).collect();
        ScannedContainer {
            engine_id: "e".repeat(64),
            name: name.into(),
            facts: posture::facts::Container {
                image_reference: image.into(),
                labels,
                ..posture::facts::Container::default()
            },
            runtime: posture::facts::Runtime::default(),
            command_hash: "c0ffee".into(),
            fingerprints: Vec::new(),
        }
    }

    fn check(container: &ScannedContainer, expected: &str) {
        let Identity { kind, project, name, key } = identify(container);
        assert_eq!(format!("{} [{project}] {name} = {key}", kind.as_str()), expected);
    }

    #[test]
    fn a_container_with_a_name_of_its_own_is_known_by_it() {
        check(&container("web", "nginx:1.27", &[]), "name [] web = web");
        check(&container("my_app", "nginx:1.27", &[]), "name [] my_app = my_app");
    }

    #[test]
    fn a_compose_service_is_known_by_project_and_service() {
        let labels = [(PROJECT, "shop"), (SERVICE, "web")];
        check(&container("shop-web-1", "nginx", &labels), "compose [shop] web = shop/web");
        check(&container("shop-web-2", "nginx", &labels), "compose [shop] web = shop/web");
        check(&container("shop-web-1", "nginx", &labels[..1]), "name [] shop-web-1 = shop-web-1");
    }

    #[test]
    fn a_compose_service_whose_name_looks_made_up_is_still_the_service() {
        let labels = [(PROJECT, "shop"), (SERVICE, "web")];
        check(&container("admiring_lovelace", "nginx", &labels), "compose [shop] web = shop/web");
    }

    #[test]
    fn a_compose_one_off_is_ephemeral() {
        let labels = [(PROJECT, "shop"), (SERVICE, "web"), ("com.docker.compose.oneoff", "True")];
        check(&container("shop_web_run_1", "nginx:1", &labels), "ephemeral [shop] nginx = shop/nginx/c0ffee");
    }

    #[test]
    fn a_swarm_task_is_known_by_its_service() {
        let labels = [
            ("com.docker.swarm.service.name", "shop_web"),
            ("com.docker.stack.namespace", "shop"),
            (PROJECT, "other"),
            (SERVICE, "other"),
        ];
        check(&container("shop_web.1.x7", "nginx", &labels), "swarm [shop] web = shop_web");
        check(&container("lone.1.x7", "nginx", &[(labels[0].0, "lone")]), "swarm [] lone = lone");
    }

    #[test]
    fn a_pod_is_known_by_namespace_controller_and_container() {
        let pod = |name| {
            [
                ("io.kubernetes.pod.namespace", "prod"),
                ("io.kubernetes.pod.name", name),
                ("io.kubernetes.container.name", "api"),
            ]
        };
        for name in ["web-5d9c7b6f4d-x2k9z", "web-7f8d6c5b9-bcdfg", "web-x2k9z", "web-0", "web"] {
            check(&container("k8s_api", "api", &pod(name)), "kubernetes [prod] web/api = prod/web/api");
        }
    }

    #[test]
    fn a_name_that_the_engine_made_up_gives_way_to_image_and_command() {
        let made_up = container("admiring_lovelace", "ghcr.io:443/acme/api:1@sha256:ab", &[]);
        check(&made_up, "ephemeral [] ghcr.io:443/acme/api = /ghcr.io:443\\/acme\\/api/c0ffee");
        check(&container("distracted_bell7", "nginx", &[]), "ephemeral [] nginx = /nginx/c0ffee");
    }

    #[test]
    fn slashes_in_hostile_labels_do_not_make_two_workloads_one() {
        let left = identify(&container("a", "i", &[(PROJECT, "a/b"), (SERVICE, "c")]));
        let right = identify(&container("a", "i", &[(PROJECT, "a"), (SERVICE, "b/c")]));
        assert_ne!(left.key, right.key);
    }

    #[test]
    fn a_hostile_name_is_shown_bounded_and_still_told_apart() {
        let long = "ß".repeat(100_000);
        let first = identify(&container(&format!("{long}1"), "i", &[]));
        let second = identify(&container(&format!("{long}2"), "i", &[]));
        assert_eq!(first.name.chars().count(), LONGEST);
        assert_ne!(first.key, second.key);
    }
}
