use crate::{Chance, Spec};

/// Who names the containers of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    Compose,
    /// A Swarm service: each task has a name of its own.
    Service,
    /// A Kubernetes pod through cri-dockerd: likewise.
    Pod,
    /// Given by hand, once.
    Hand,
}

impl Naming {
    /// The name of a container that is about to be started, and `spec` with the labels that go with it.
    pub fn name(self, project: &str, service: &str, spec: &mut Spec, chance: &mut Chance) -> String {
        match self {
            Self::Compose => compose(project, service, spec),
            Self::Service => swarm(project, service, spec, chance),
            Self::Pod => pod(project, service, spec, chance),
            Self::Hand => service.to_owned(),
        }
    }
}

fn label(spec: &mut Spec, key: &str, value: impl Into<String>) {
    spec.labels.insert(key.into(), value.into());
}

pub(crate) fn compose(project: &str, service: &str, spec: &mut Spec) -> String {
    for (key, value) in [
        ("project", project),
        ("service", service),
        ("container-number", "1"),
        ("oneoff", "False"),
        ("version", "2.32.4"),
    ] {
        label(spec, &format!("com.docker.compose.{key}"), value);
    }
    label(spec, "com.docker.compose.project.working_dir", format!("/srv/{project}"));
    label(spec, "com.docker.compose.project.config_files", format!("/srv/{project}/compose.yaml"));
    format!("{project}-{service}-1")
}

const BASE36: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

fn swarm(project: &str, service: &str, spec: &mut Spec, chance: &mut Chance) -> String {
    let task = chance.text(BASE36, 25);
    let name = format!("{project}_{service}");
    label(spec, "com.docker.stack.namespace", project);
    label(spec, "com.docker.swarm.service.id", Chance::named(0, &name).text(BASE36, 25));
    label(spec, "com.docker.swarm.service.name", &*name);
    label(spec, "com.docker.swarm.task.id", &*task);
    label(spec, "com.docker.swarm.task.name", format!("{name}.1.{task}"));
    format!("{name}.1.{task}")
}

fn pod(project: &str, service: &str, spec: &mut Spec, chance: &mut Chance) -> String {
    let pod = format!("{service}-{}-{}", chance.hex(10), chance.text("bcdfghjklmnpqrstvwxz2456789", 5));
    let uid = chance.uuid();
    label(spec, "io.kubernetes.container.name", service);
    label(spec, "io.kubernetes.docker.type", "container");
    label(spec, "io.kubernetes.pod.name", &*pod);
    label(spec, "io.kubernetes.pod.namespace", project);
    label(spec, "io.kubernetes.pod.uid", &*uid);
    let hosts_file = ":/etc/hosts";
    spec.host.binds.retain(|bind| !bind.ends_with(hosts_file));
    spec.host.binds.push(format!("/var/lib/kubelet/pods/{uid}/etc-hosts{hosts_file}"));
    format!("k8s_{service}_{pod}_{project}_{uid}_0")
}
