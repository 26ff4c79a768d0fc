//! Lines of the engine's `daemon.json`.

use super::Snippet;
use crate::facts::{Host, Listener};
use crate::quote::double;

/// What leads from `before` to `after` in `/etc/docker/daemon.json`: JSON to be merged into the file, and keys to be
/// removed from it. `None`: nothing.
pub fn render_engine(before: &Host, after: &Host) -> Option<Snippet> {
    let mut new: Vec<(&str, String)> = Vec::new();
    let (mut removed, mut notes) = (Vec::new(), Vec::new());
    let set = |flag: Option<bool>, to: bool, old: Option<bool>| flag == Some(to) && old != Some(to);
    if before.listener != after.listener && after.listener == Listener::MutualTls {
        new.extend(certificates());
    }
    if before.insecure_registries != after.insecure_registries {
        let left: Vec<String> = after.insecure_registries.iter().map(|registry| double(registry)).collect();
        new.push(("insecure-registries", format!("[{}]", left.join(", "))));
    }
    if set(after.default_bridge_icc, false, before.default_bridge_icc) {
        new.push(("icc", "false".into()));
    }
    if set(after.live_restore, true, before.live_restore) {
        new.push(("live-restore", "true".into()));
    }
    let (old, now) = (&before.confinement, &after.confinement);
    if set(now.user_namespaces, true, old.user_namespaces) {
        new.push(("userns-remap", "\"default\"".into()));
    }
    if set(now.no_new_privileges_default, true, old.no_new_privileges_default) {
        new.push(("no-new-privileges", "true".into()));
    }
    if set(after.experimental, false, before.experimental) {
        new.push(("experimental", "false".into()));
    }
    if before.logging_driver != after.logging_driver {
        new.push(("log-driver", double(&after.logging_driver)));
        if after.logging_driver == "syslog" {
            new.push(("log-opts", "{\"syslog-address\": \"tcp+tls://LOGHOST:6514\"}".into()));
            notes.push("Put the name of the receiver in the place of LOGHOST.".to_owned());
        }
    }
    if names_profile(before) && !names_profile(after) {
        removed.push("\"seccomp-profile\"".to_owned());
    }
    daemon_file(before, after, &mut new, &mut removed);
    let lines: Vec<String> = new.iter().map(|(key, value)| format!("  \"{key}\": {value}")).collect();
    let text = if lines.is_empty() { String::new() } else { format!("{{\n{}\n}}\n", lines.join(",\n")) };
    notes.push("Start the engine again, or reload it where that is enough.".to_owned());
    (!text.is_empty() || !removed.is_empty()).then_some(Snippet { removed, text, notes })
}

fn names_profile(host: &Host) -> bool {
    host.confinement.seccomp_default_custom || host.confinement.seccomp_default_unconfined == Some(true)
}

fn certificates() -> [(&'static str, String); 4] {
    [
        ("tlsverify", "true".into()),
        ("tlscacert", "\"/etc/docker/ca.pem\"".into()),
        ("tlscert", "\"/etc/docker/server-cert.pem\"".into()),
        ("tlskey", "\"/etc/docker/server-key.pem\"".into()),
    ]
}

/// What only an agent on the host sees.
fn daemon_file(before: &Host, after: &Host, new: &mut Vec<(&str, String)>, removed: &mut Vec<String>) {
    let (old, now) = (before.daemon.clone().unwrap_or_default(), after.daemon.clone().unwrap_or_default());
    if now.userland_proxy == Some(false) && old.userland_proxy != Some(false) {
        new.push(("userland-proxy", "false".into()));
    }
    if old.iptables.is_some() && now.iptables.is_none() {
        removed.push("\"iptables\": false".to_owned());
    }
    if old.log_level.is_some() && now.log_level.is_none() {
        removed.push("\"log-level\"".to_owned());
    }
}
