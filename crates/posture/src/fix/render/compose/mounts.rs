use super::{Service, whole};
use crate::facts::{Mount, MountKind};
use crate::fix::render::difference;
use crate::fix::render::yaml::{Node, scalar};

impl Service<'_> {
    /// A mount at the same place replaces the one that is there; to take one away the others are named.
    pub(super) fn mounts(&mut self) -> Option<()> {
        let (before, after) = (self.before, self.after);
        let (changed, gone) = difference::mounts(&before.container, &after.container);
        let in_memory = |mount: &&Mount| mount.kind == MountKind::Tmpfs;
        let scratch: Vec<&str> =
            changed.iter().copied().filter(in_memory).map(|mount| mount.destination.as_str()).collect();
        if !scratch.is_empty() {
            self.settings.put(&["tmpfs"], scratch);
        }
        let kept = after.container.mounts.iter().filter(|mount| !in_memory(mount));
        let written: Vec<&Mount> = if gone.is_empty() {
            changed.into_iter().filter(|mount| !in_memory(mount)).collect()
        } else {
            kept.collect()
        };
        if written.is_empty() && gone.is_empty() {
            return Some(());
        }
        let volumes: Vec<Node> = written.iter().map(|mount| self.mount(mount)).collect::<Option<_>>()?;
        for mount in &gone {
            let line = format!("{}:{}", mount.source, mount.destination);
            self.removed.push(format!("volumes: {}", scalar(&line)));
        }
        let volumes = if gone.is_empty() { Node::List(volumes) } else { whole(volumes) };
        self.settings.put(&["volumes"], volumes);
        Some(())
    }

    fn mount(&mut self, mount: &Mount) -> Option<Node> {
        let mut node = Node::map();
        node.put(&["type"], difference::mount_kind(mount.kind)?);
        match mount.kind {
            MountKind::Volume if !mount.source.is_empty() => {
                let key = self.volume(&mount.source);
                node.put(&["source"], key);
            }
            _ if !mount.source.is_empty() => node.put(&["source"], mount.source.as_str()),
            _ => {}
        }
        node.put(&["target"], mount.destination.as_str());
        if mount.read_only {
            node.put(&["read_only"], true);
        }
        if let Some(propagation) = difference::propagation(mount.propagation) {
            node.put(&["bind", "propagation"], propagation);
        }
        Some(node)
    }

    /// The engine calls a project's volume `project_key`; what is no project's was made by somebody else, unless new.
    fn volume(&mut self, source: &str) -> String {
        let project = self.before.container.labels.get("com.docker.compose.project").cloned().flatten();
        let own =
            project.and_then(|project| source.strip_prefix(&project)?.strip_prefix('_').map(str::to_owned));
        let is_new = self.before.container.mounts.iter().all(|mount| mount.source != source);
        let key = own.clone().unwrap_or_else(|| source.to_owned());
        if own.is_some() || is_new {
            self.top.put(&["volumes", &key], Node::map());
        } else {
            self.top.put(&["volumes", &key, "external"], true);
        }
        key
    }
}
