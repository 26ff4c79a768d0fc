//! A Compose file that is merged over the one that is there. `!reset` and `!override` take away what merging would keep.

mod mounts;
mod secrets;

use super::difference::{self, Lists};
use super::yaml::{Node, scalar};
use super::{Snippet, network_change};
use crate::facts::Container;
use crate::fix::{Facts, title};
use crate::quote::is_unsafe;

/// What is written of one service.
pub(super) struct Service<'f> {
    name: &'f str,
    before: &'f Facts<'f>,
    after: &'f Facts<'f>,
    settings: Node,
    /// Networks, volumes and secrets that it takes.
    top: Node,
    removed: Vec<String>,
    notes: Vec<String>,
}

pub(super) fn render(before: &Facts<'_>, after: &Facts<'_>, name: &str) -> Option<Snippet> {
    let mut service = Service {
        name,
        before,
        after,
        settings: Node::map(),
        top: Node::map(),
        removed: Vec::new(),
        notes: super::notes(before, after),
    };
    service.lists();
    service.security_options()?;
    service.namespaces();
    service.flags();
    service.limits();
    service.network();
    service.mounts()?;
    service.secrets();
    Some(service.snippet())
}

impl Service<'_> {
    fn containers(&self) -> (&Container, &Container) {
        (&self.before.container, &self.after.container)
    }

    fn lists(&mut self) {
        let lists = difference::lists(&self.before.container, &self.after.container);
        for (key, _, lists) in lists {
            self.list(key, &lists);
        }
        self.device_requests();
    }

    /// Merging appends; so only where something goes is the list written whole.
    fn list(&mut self, key: &str, lists: &Lists) {
        if !lists.differ() {
            return;
        }
        let gone: Vec<String> = lists.removed().map(|item| scalar(item)).collect();
        if gone.is_empty() {
            let added: Vec<String> = lists.added().cloned().collect();
            self.settings.put(&[key], added);
            return;
        }
        self.removed.push(format!("{key}: [{}]", gone.join(", ")));
        self.settings.put(&[key], whole(lists.after.clone()));
    }

    fn device_requests(&mut self) {
        let (before, after) = self.containers();
        if before.device_requests == after.device_requests {
            return;
        }
        if after.device_requests.is_empty() {
            let devices = ["deploy", "resources", "reservations", "devices"];
            self.settings.put(&devices, whole(Node::List(Vec::new())));
        }
        self.removed.push("deploy.resources.reservations.devices".to_owned());
    }

    fn security_options(&mut self) -> Option<()> {
        let options = difference::security_options(self.before, self.after);
        if options.unnamed && options.lists.removed().next().is_some() {
            return None;
        }
        self.list("security_opt", &options.lists);
        Some(())
    }

    fn namespaces(&mut self) {
        let shared = difference::namespaces(&self.before.container, &self.after.container);
        for (namespace, with) in shared {
            let (key, own) = match namespace {
                "ipc" => ("ipc", Node::from("private")),
                "cgroupns" => ("cgroup", Node::from("private")),
                "userns" => ("userns_mode", reset()),
                other => (other, reset()),
            };
            self.removed.push(format!("{key}: {with}"));
            self.settings.put(&[key], own);
        }
    }

    fn flags(&mut self) {
        let (before, after) = (&self.before.container, &self.after.container);
        if before.privileged && !after.privileged {
            self.removed.push("privileged: true".to_owned());
            self.settings.put(&["privileged"], false);
        }
        if before.user != after.user {
            let user = after.user.as_deref().map_or_else(reset, Node::from);
            self.settings.put(&["user"], user);
        }
        if !before.read_only_root && after.read_only_root {
            self.settings.put(&["read_only"], true);
        }
        if before.image_reference != after.image_reference {
            self.settings.put(&["image"], after.image_reference.as_str());
        }
        if super::is_renewed(self.before, self.after) {
            self.settings.put(&["pull_policy"], "always");
        }
        if let Some(question) = difference::new_health_question(self.before, self.after) {
            let test = vec!["CMD-SHELL".to_owned(), question];
            self.settings.put(&["healthcheck", "test"], test);
            self.settings.put(&["healthcheck", "interval"], "30s");
            self.settings.put(&["healthcheck", "timeout"], "5s");
            self.settings.put(&["healthcheck", "retries"], 3_u64);
        }
    }

    fn limits(&mut self) {
        let (before, after) = (&self.before.container, &self.after.container);
        let (old, new) = (&before.resources, &after.resources);
        if old.memory_bytes != new.memory_bytes {
            self.settings.put(&["mem_limit"], difference::memory(new.memory_bytes));
        }
        if old.nano_cpus != new.nano_cpus {
            self.settings.put(&["cpus"], title::cpus(new.nano_cpus));
        }
        if let (false, Some(pids)) = (old.pids == new.pids, new.pids) {
            self.settings.put(&["pids_limit"], pids);
        }
        if before.restart_policy != after.restart_policy {
            self.settings.put(&["restart"], difference::restart(after.restart_policy));
        }
        if !old.ulimits_set && new.ulimits_set {
            self.settings.put(&["ulimits", "nofile", "soft"], 65_536_u64);
            self.settings.put(&["ulimits", "nofile", "hard"], 65_536_u64);
        }
        if old.cgroup_parent != new.cgroup_parent {
            self.removed.push(format!("cgroup_parent: {}", scalar(&old.cgroup_parent)));
            self.settings.put(&["cgroup_parent"], reset());
        }
        for name in before.sysctls.keys().filter(|name| !after.sysctls.contains_key(*name)) {
            self.removed.push(format!("sysctls: {}", scalar(name)));
            self.settings.put(&["sysctls", name], reset());
        }
    }

    fn network(&mut self) {
        if !network_change(self.before, self.after) {
            return;
        }
        let network = difference::network_name(self.name);
        self.settings.put(&["network_mode"], reset());
        self.settings.put(&["networks"], vec![network.as_str()]);
        self.top.put(&["networks", &network], Node::map());
    }

    fn snippet(self) -> Snippet {
        let mut root = Node::map();
        if !self.settings.is_empty() {
            root.put(&["services", self.name], literally(self.settings));
        }
        if let Node::Map(entries) = self.top {
            for (key, value) in entries {
                root.put(&[&key], literally(value));
            }
        }
        let removed = self.removed.into_iter().filter(|line| !is_unsafe(line)).collect();
        Snippet { removed, text: root.text(), notes: self.notes }
    }
}

fn reset() -> Node {
    Node::Tagged("reset", Box::new(Node::Null))
}

/// In place of the list that is there.
fn whole(items: impl Into<Node>) -> Node {
    let items = items.into();
    let is_empty = matches!(&items, Node::List(items) if items.is_empty());
    Node::Tagged(if is_empty { "reset" } else { "override" }, Box::new(items))
}

/// Compose takes a dollar in a value for the start of a variable.
fn literally(node: Node) -> Node {
    match node {
        Node::Text(text) => Node::Text(text.replace('$', "$$")),
        Node::List(items) => Node::List(items.into_iter().map(literally).collect()),
        Node::Map(entries) => {
            Node::Map(entries.into_iter().map(|(key, value)| (key, literally(value))).collect())
        }
        Node::Tagged(tag, value) => Node::Tagged(tag, Box::new(literally(*value))),
        scalar => scalar,
    }
}
