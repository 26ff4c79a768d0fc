//! Flags of `docker run`, in POSIX shell.

use super::difference;
use super::{Snippet, network_change, secret};
use crate::facts::{Mount, MountKind, NetworkMode, Place};
use crate::fix::{Facts, title};
use crate::quote::{csv, is_unsafe, shell};

/// Flags that go and flags that come, each with its value.
#[derive(Default)]
struct Flags {
    gone: Vec<Vec<String>>,
    new: Vec<Vec<String>>,
}

pub(super) fn render(before: &Facts<'_>, after: &Facts<'_>, name: &str) -> Option<Snippet> {
    let mut flags = Flags::default();
    flags.lists(before, after);
    flags.isolation(before, after);
    flags.limits(before, after);
    flags.mounts(before, after)?;
    flags.secrets(before, after);
    flags.image(before, after);
    let mut notes = super::notes(before, after);
    if network_change(before, after) {
        let network = difference::network_name(name);
        notes.push(format!("Make the network first: docker network create {}", shell(&network)));
        flags.new.push(vec!["--network".to_owned(), network]);
    }
    // After every flag.
    if before.container.image_reference != after.container.image_reference {
        flags.gone.push(vec![before.container.image_reference.clone()]);
        flags.new.push(vec![after.container.image_reference.clone()]);
    }
    flags.snippet(notes)
}

impl Flags {
    fn add(&mut self, flag: &str, value: impl Into<String>) {
        self.new.push(vec![flag.to_owned(), value.into()]);
    }

    fn remove(&mut self, flag: &str, value: impl Into<String>) {
        self.gone.push(vec![flag.to_owned(), value.into()]);
    }

    fn lists(&mut self, before: &Facts<'_>, after: &Facts<'_>) {
        let options = difference::security_options(before, after).lists;
        let lists = difference::lists(&before.container, &after.container);
        let lists = lists.into_iter().map(|(_, flag, lists)| (flag, lists));
        for (flag, lists) in lists.chain([("--security-opt", options)]) {
            lists.removed().for_each(|value| self.remove(flag, value));
            lists.added().for_each(|value| self.add(flag, value));
        }
        let requests = before.container.device_requests.iter();
        for request in requests.filter(|request| !after.container.device_requests.contains(request)) {
            self.remove("--gpus", request.name());
        }
    }

    fn isolation(&mut self, before: &Facts<'_>, after: &Facts<'_>) {
        let (old, new) = (&before.container, &after.container);
        if old.privileged && !new.privileged {
            self.gone.push(vec!["--privileged".to_owned()]);
        }
        if old.publish_all_ports && !new.publish_all_ports {
            self.gone.push(vec!["--publish-all".to_owned()]);
        }
        if old.user != new.user {
            old.user.iter().for_each(|user| self.remove("--user", user.as_str()));
            new.user.iter().for_each(|user| self.add("--user", user.as_str()));
        }
        for (namespace, with) in difference::namespaces(old, new) {
            self.remove(&format!("--{namespace}"), with);
        }
        if network_change(before, after) {
            match old.network_mode {
                NetworkMode::Host => self.remove("--network", "host"),
                NetworkMode::Container => self.remove("--network", "container"),
                NetworkMode::DefaultBridge | NetworkMode::Custom(_) | NetworkMode::None => {}
            }
        }
        if !old.read_only_root && new.read_only_root {
            self.new.push(vec!["--read-only".to_owned()]);
        }
    }

    fn limits(&mut self, before: &Facts<'_>, after: &Facts<'_>) {
        let (old, new) = (&before.container, &after.container);
        let (before, after) = (&old.resources, &new.resources);
        if before.memory_bytes != after.memory_bytes {
            self.add("--memory", difference::memory(after.memory_bytes));
        }
        if before.nano_cpus != after.nano_cpus {
            self.add("--cpus", title::cpus(after.nano_cpus));
        }
        if let (false, Some(pids)) = (before.pids == after.pids, after.pids) {
            self.add("--pids-limit", pids.to_string());
        }
        if old.restart_policy != new.restart_policy {
            self.remove("--restart", difference::restart(old.restart_policy));
            self.add("--restart", difference::restart(new.restart_policy));
        }
        if !before.ulimits_set && after.ulimits_set {
            self.add("--ulimit", "nofile=65536:65536");
        }
        if before.cgroup_parent != after.cgroup_parent {
            self.remove("--cgroup-parent", before.cgroup_parent.as_str());
        }
        for (name, value) in old.sysctls.iter().filter(|(name, _)| !new.sysctls.contains_key(*name)) {
            self.remove("--sysctl", format!("{name}={value}"));
        }
    }

    fn mounts(&mut self, before: &Facts<'_>, after: &Facts<'_>) -> Option<()> {
        let (changed, gone) = difference::mounts(&before.container, &after.container);
        let is_replaced = |old: &&Mount| changed.iter().any(|new| new.destination == old.destination);
        let replaced = before.container.mounts.iter().filter(is_replaced);
        for mount in replaced.chain(gone.iter().copied()) {
            self.remove("--mount", mount_option(mount)?);
        }
        for mount in &changed {
            match mount.kind {
                MountKind::Tmpfs => self.add("--tmpfs", mount.destination.as_str()),
                _ => self.add("--mount", mount_option(mount)?),
            }
        }
        Some(())
    }

    fn secrets(&mut self, before: &Facts<'_>, after: &Facts<'_>) {
        for variable in secret::gone(before, after) {
            self.remove("--env", variable.name.as_str());
        }
        for label in secret::moved(before, after).iter().filter(|one| one.place == Place::Label) {
            self.remove("--label", label.name.as_str());
        }
        for file in secret::new_files(before, after) {
            if let Some(variable) = &file.variable {
                self.add("--env", format!("{variable}={}", file.path()));
            }
            let source = format!("type=bind,source=./{}.txt,target={},readonly", file.id, file.path());
            self.add("--mount", source);
        }
        for (name, value) in secret::plain(before, after) {
            self.add("--env", format!("{name}={value}"));
        }
    }

    fn image(&mut self, before: &Facts<'_>, after: &Facts<'_>) {
        if super::is_renewed(before, after) {
            self.add("--pull", "always");
        }
        if let Some(question) = difference::new_health_question(before, after) {
            self.add("--health-cmd", question);
            self.add("--health-interval", "30s");
            self.add("--health-timeout", "5s");
            self.add("--health-retries", "3");
        }
    }

    /// `None` where a name could act on the terminal into which it is pasted.
    fn snippet(self, notes: Vec<String>) -> Option<Snippet> {
        let words = self.gone.iter().chain(&self.new).flatten().chain(&notes);
        if words.into_iter().any(|word| is_unsafe(word)) {
            return None;
        }
        let line = |flag: &Vec<String>| flag.iter().map(|word| shell(word)).collect::<Vec<_>>().join(" ");
        let removed = self.gone.iter().map(line).collect();
        let text = self.new.iter().map(line).collect::<Vec<_>>().join(" \\\n");
        Some(Snippet { removed, text, notes })
    }
}

/// `type=bind,source=/srv,target=/data,readonly`. `None`: a kind that the flag does not know.
fn mount_option(mount: &Mount) -> Option<String> {
    let mut fields = vec![format!("type={}", difference::mount_kind(mount.kind)?)];
    if !mount.source.is_empty() {
        fields.push(csv(&format!("source={}", mount.source)));
    }
    fields.push(csv(&format!("target={}", mount.destination)));
    if mount.read_only {
        fields.push("readonly".to_owned());
    }
    if let Some(propagation) = difference::propagation(mount.propagation) {
        fields.push(format!("bind-propagation={propagation}"));
    }
    Some(fields.join(","))
}
