//! A strategic merge patch: `kubectl patch deployment NAME --patch-file fix.yaml`.

mod volumes;

use super::yaml::Node;
use super::{Snippet, difference};
use crate::facts::{AppArmor, Container, PathMask, Seccomp};
use crate::fix::{Facts, title};

/// What is written of a pod and of its container.
pub(super) struct Pod<'f> {
    name: &'f str,
    before: &'f Facts<'f>,
    after: &'f Facts<'f>,
    pod: Node,
    container: Node,
    notes: Vec<String>,
}

pub(super) fn render(before: &Facts<'_>, after: &Facts<'_>, name: &str) -> Option<Snippet> {
    let mut pod = Pod { name, before, after, pod: Node::map(), container: Node::map(), notes: Vec::new() };
    pod.privileges();
    pod.confinement();
    pod.sharing();
    pod.limits();
    pod.ports();
    pod.groups();
    pod.mounts();
    pod.secrets();
    pod.snippet()
}

impl<'f> Pod<'f> {
    fn containers(&self) -> (&'f Container, &'f Container) {
        let (before, after) = (self.before, self.after);
        (&before.container, &after.container)
    }

    fn privileges(&mut self) {
        let (old, new) = self.containers();
        if old.privileged && !new.privileged {
            self.container.put(&["securityContext", "privileged"], false);
        }
        for (key, before, after) in
            [("add", &old.cap_add, &new.cap_add), ("drop", &old.cap_drop, &new.cap_drop)]
        {
            if before != after {
                self.container.put(&["securityContext", "capabilities", key], after.clone());
            }
        }
        if old.user != new.user {
            self.user(new.user.as_deref());
        }
        if old.security.no_new_privileges != new.security.no_new_privileges {
            self.container.put(&["securityContext", "allowPrivilegeEscalation"], false);
        }
        if !old.read_only_root && new.read_only_root {
            self.container.put(&["securityContext", "readOnlyRootFilesystem"], true);
        }
    }

    /// Only numbers; without any the image's own user runs.
    fn user(&mut self, user: Option<&str>) {
        let mut numbers = user.unwrap_or_default().split(':').map(|part| part.parse::<u64>().ok());
        let number = |part: Option<u64>| part.map_or(Node::Null, Node::from);
        let (user, group) = (numbers.next().flatten(), numbers.next().flatten());
        self.container.put(&["securityContext", "runAsUser"], number(user));
        self.container.put(&["securityContext", "runAsGroup"], number(group));
        self.container.put(&["securityContext", "runAsNonRoot"], true);
    }

    fn confinement(&mut self) {
        let (old, new) = self.containers();
        let (old, new) = (&old.security, &new.security);
        if old.seccomp == Seccomp::Unconfined && new.seccomp != Seccomp::Unconfined
            || old.seccomp == Seccomp::Default && new.seccomp == Seccomp::Custom
        {
            self.container.put(&["securityContext", "seccompProfile", "type"], "RuntimeDefault");
        }
        if old.apparmor != new.apparmor && old.apparmor == AppArmor::Unconfined {
            self.container.put(&["securityContext", "appArmorProfile", "type"], "RuntimeDefault");
        }
        let exposed = |mask: PathMask| mask == PathMask::Empty;
        if exposed(old.masked_paths) && !exposed(new.masked_paths) {
            self.container.put(&["securityContext", "procMount"], "Default");
        }
    }

    fn sharing(&mut self) {
        let (old, new) = self.containers();
        let shared = difference::namespaces(old, new);
        for (namespace, _) in shared.into_iter().filter(|(_, with)| *with == "host") {
            match namespace {
                "pid" => self.pod.put(&["hostPID"], false),
                "ipc" => self.pod.put(&["hostIPC"], false),
                "userns" => self.pod.put(&["hostUsers"], false),
                _ => {}
            }
        }
        if super::network_change(self.before, self.after)
            && old.network_mode == crate::facts::NetworkMode::Host
        {
            self.pod.put(&["hostNetwork"], false);
        }
        if old.sysctls != new.sysctls {
            let left: Vec<Node> = new.sysctls.iter().map(|(name, value)| named(name, value)).collect();
            self.pod.put(&["securityContext", "sysctls"], left);
        }
    }

    fn limits(&mut self) {
        let (old, new) = self.containers();
        let (before, after) = (&old.resources, &new.resources);
        if before.memory_bytes != after.memory_bytes {
            let memory = format!("{}Ki", after.memory_bytes.div_ceil(1 << 10));
            let mebibytes = after.memory_bytes.is_multiple_of(1 << 20);
            let memory = if mebibytes { format!("{}Mi", after.memory_bytes >> 20) } else { memory };
            self.container.put(&["resources", "limits", "memory"], memory);
        }
        if before.nano_cpus != after.nano_cpus {
            self.container.put(&["resources", "limits", "cpu"], title::cpus(after.nano_cpus));
        }
        if old.image_reference != new.image_reference {
            self.container.put(&["image"], new.image_reference.as_str());
        }
        if super::is_renewed(self.before, self.after) {
            self.container.put(&["imagePullPolicy"], "Always");
        }
    }

    fn ports(&mut self) {
        let (old, new) = self.containers();
        if super::network_change(self.before, self.after) {
            return;
        }
        for port in new.published_ports.iter().filter(|port| !old.published_ports.contains(port)) {
            let mut node = Node::map();
            node.put(&["containerPort"], u64::from(port.container_port));
            node.put(&["protocol"], port.transport.as_str().to_uppercase());
            if let Some(number) = port.host_port {
                node.put(&["hostPort"], u64::from(number));
            }
            if !port.host_address.is_empty() {
                node.put(&["hostIP"], port.host_address.as_str());
            }
            self.container.push(&["ports"], node);
        }
    }

    /// Kubernetes knows groups by number alone.
    fn groups(&mut self) {
        let (old, new) = self.containers();
        if old.supplementary_groups == new.supplementary_groups {
            return;
        }
        let numbers: Option<Vec<u64>> =
            new.supplementary_groups.iter().map(|group| group.parse().ok()).collect();
        if let Some(numbers) = numbers {
            self.pod.put(&["securityContext", "supplementalGroups"], numbers);
        }
    }

    fn snippet(mut self) -> Option<Snippet> {
        if !self.container.is_empty() {
            let mut container = Node::map();
            container.put(&["name"], self.name);
            if let (Node::Map(all), Node::Map(own)) = (&mut container, self.container) {
                all.extend(own);
            }
            self.pod.push(&["containers"], container);
        }
        if self.pod.is_empty() {
            return None;
        }
        let mut root = Node::map();
        root.put(&["spec", "template", "spec"], self.pod);
        self.notes.extend(super::notes(self.before, self.after));
        Some(Snippet { removed: Vec::new(), text: root.text(), notes: self.notes })
    }
}

/// An entry of a list that is merged by name.
fn named(name: &str, value: &str) -> Node {
    let mut node = Node::map();
    node.put(&["name"], name);
    node.put(&["value"], value);
    node
}
