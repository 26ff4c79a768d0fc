use super::{Pod, named};
use crate::facts::MountKind;
use crate::fix::render::yaml::Node;
use crate::fix::render::{difference, secret};
use crate::fix::slug;

impl Pod<'_> {
    /// Mounts are merged by their place.
    pub(super) fn mounts(&mut self) {
        let (old, new) = self.containers();
        let (changed, gone) = difference::mounts(old, new);
        for mount in gone {
            let mut node = Node::map();
            node.put(&["mountPath"], mount.destination.as_str());
            node.put(&["$patch"], "delete");
            self.container.push(&["volumeMounts"], node);
            if mount.kind == MountKind::Bind {
                self.notes.push("Remove the hostPath volume too, where nothing else mounts it.".to_owned());
            }
        }
        for mount in changed {
            let was = old.mounts.iter().find(|own| own.destination == mount.destination);
            match mount.kind {
                MountKind::Tmpfs => self.scratch(&mount.destination),
                _ if was.is_some_and(|own| own.kind != mount.kind) => {
                    self.empty(&mount.destination, &mount.source);
                }
                _ => {
                    let mut node = Node::map();
                    node.put(&["mountPath"], mount.destination.as_str());
                    node.put(&["readOnly"], mount.read_only);
                    if mount.propagation != was.map_or(mount.propagation, |own| own.propagation) {
                        node.put(&["mountPropagation"], "None");
                    }
                    self.container.push(&["volumeMounts"], node);
                }
            }
        }
    }

    fn scratch(&mut self, destination: &str) {
        self.empty(destination, &format!("scratch-{}", secret::id(destination)));
    }

    /// A volume of the pod's own; what must outlive the pod takes a claim in its place.
    fn empty(&mut self, destination: &str, name: &str) {
        let name = label(name);
        let mut volume = Node::map();
        volume.put(&["name"], name.as_str());
        volume.put(&["emptyDir"], Node::map());
        self.pod.push(&["volumes"], volume);
        let mut mount = Node::map();
        mount.put(&["name"], name.as_str());
        mount.put(&["mountPath"], destination);
        self.container.push(&["volumeMounts"], mount);
    }

    /// Each secret of the workload is a key of one Kubernetes secret, and a file below `/run/secrets`: mounted by itself,
    /// since the service account's token lies below there too.
    pub(super) fn secrets(&mut self) {
        let (before, after) = (self.before, self.after);
        for variable in secret::gone(before, after) {
            let mut node = Node::map();
            node.put(&["name"], variable.name.as_str());
            node.put(&["$patch"], "delete");
            self.container.push(&["env"], node);
        }
        let files = secret::new_files(before, after);
        for file in &files {
            if let Some(variable) = &file.variable {
                self.container.push(&["env"], named(variable, &file.path()));
            }
        }
        if files.is_empty() {
            return;
        }
        let mut volume = Node::map();
        volume.put(&["name"], "secrets");
        volume.put(&["secret", "secretName"], label(self.name));
        self.pod.push(&["volumes"], volume);
        for file in &files {
            let mut mount = Node::map();
            mount.put(&["name"], "secrets");
            mount.put(&["mountPath"], file.path());
            mount.put(&["subPath"], file.id.as_str());
            mount.put(&["readOnly"], true);
            self.container.push(&["volumeMounts"], mount);
        }
        let keys: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
        self.notes.push(format!("Make the secret first, with the keys {}.", keys.join(", ")));
    }
}

/// What Kubernetes takes as a name: `Shop_db` becomes `shop-db`.
fn label(name: &str) -> String {
    let mut label = slug(name, '-');
    label.truncate(63);
    let label = label.trim_end_matches('-');
    if label.is_empty() { "workload".to_owned() } else { label.to_owned() }
}
