use posture::facts::{AppArmor, CapabilitySets, PathMask, SeLinux, Seccomp, Security};
use serde::de::IgnoredAny;

use super::container::slice;
use super::raw::{HostConfig, Inspect, List, Text};
use super::{kept, podman};

/// Upper case, without `CAP_`, sorted, without repeats.
pub(super) fn read_capabilities(list: Option<&List<Text<'_>>>) -> Vec<String> {
    let mut names: Vec<String> = slice(list).iter().map(|text| capability(text.expose())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn capability(text: &str) -> String {
    let mut name = kept(text.trim());
    name.make_ascii_uppercase();
    name.strip_prefix("CAP_").map(str::to_owned).unwrap_or(name)
}

pub(super) fn read_security(raw: &Inspect<'_>, host: &HostConfig<'_>) -> Security {
    let options = slice(host.security_opt.as_ref());
    let unmasked = podman::unmasked(options);
    Security {
        seccomp: read_seccomp(options),
        apparmor: read_apparmor(raw, host),
        selinux: read_selinux(host),
        no_new_privileges: switch(options, "no-new-privileges"),
        masked_paths: unmasked.unwrap_or_else(|| read_mask(host, host.masked_paths.as_ref())),
        readonly_paths: unmasked.unwrap_or_else(|| read_mask(host, host.readonly_paths.as_ref())),
        reported_capabilities: raw.bounding_caps.as_ref().map(|bounding| CapabilitySets {
            effective: read_capabilities(raw.effective_caps.as_ref()),
            bounding: read_capabilities(Some(bounding)),
        }),
        writable_cgroups: switch(options, "writable-cgroups") == Some(true),
    }
}

/// Values of a security option; the separator is `=`, in old containers `:`. The last one wins in the engine.
fn values<'o>(options: &'o [Text<'_>], name: &str) -> impl DoubleEndedIterator<Item = &'o str> {
    options.iter().filter_map(move |option| option.expose().strip_prefix(name)?.strip_prefix(['=', ':']))
}

fn switch(options: &[Text<'_>], name: &str) -> Option<bool> {
    options.iter().rev().find_map(|option| match option.expose().strip_prefix(name)? {
        "" => Some(true),
        rest => rest.strip_prefix(['=', ':'])?.to_ascii_lowercase().parse().ok(),
    })
}

fn read_seccomp(options: &[Text<'_>]) -> Seccomp {
    match values(options, "seccomp").next_back() {
        None | Some("builtin" | "default") => Seccomp::Default,
        Some("unconfined") => Seccomp::Unconfined,
        Some(_) => Seccomp::Custom,
    }
}

/// The option where there is one, else what the engine applied. Privileged containers are unconfined by that alone,
/// so what the engine applied there is no choice of its own.
fn read_apparmor(raw: &Inspect<'_>, host: &HostConfig<'_>) -> AppArmor {
    let chosen = values(slice(host.security_opt.as_ref()), "apparmor").next_back();
    let applied = raw.app_armor_profile.as_ref().map(Text::expose).filter(|_| host.privileged != Some(true));
    match chosen.or(applied) {
        None | Some("") => AppArmor::Unset,
        Some("unconfined") => AppArmor::Unconfined,
        Some(profile) => AppArmor::Profile(kept(profile)),
    }
}

/// Docker itself appends one `label=disable` to privileged containers (and to those with host PID or IPC, which are
/// really without a label): that one is not the user's.
fn read_selinux(host: &HostConfig<'_>) -> SeLinux {
    let labels = || values(slice(host.security_opt.as_ref()), "label");
    let is_host = |mode: &Option<Text<'_>>| mode.as_ref().is_some_and(|mode| mode.expose() == "host");
    let appended = host.privileged == Some(true) && !is_host(&host.pid_mode) && !is_host(&host.ipc_mode);
    if labels().filter(|label| *label == "disable").count() > usize::from(appended) {
        return SeLinux::Disabled;
    }
    match labels().find(|label| *label != "disable") {
        Some(label) => SeLinux::Label(kept(label)),
        None => SeLinux::Default,
    }
}

/// Docker says null for privileged containers, and Podman for all: without privileged the engine's own list applies.
fn read_mask(host: &HostConfig<'_>, paths: Option<&List<IgnoredAny>>) -> PathMask {
    match paths {
        None if host.privileged == Some(true) => PathMask::Null,
        Some(list) if list.as_slice().is_empty() => PathMask::Empty,
        None | Some(_) => PathMask::Set,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(host_config: &str) -> Security {
        let json = format!(r#"{{"HostConfig":{host_config}}}"#);
        let raw: Inspect<'_> = serde_json::from_str(&json).expect("an inspection");
        read_security(&raw, raw.host_config.as_ref().expect("given"))
    }

    fn options(list: &str) -> Security {
        read(&format!(r#"{{"SecurityOpt":[{list}]}}"#))
    }

    #[test]
    fn capabilities_are_read_in_any_spelling() {
        let list =
            serde_json::from_str(r#"["cap_net_admin","SYS_TIME","CAP_SYS_TIME","all"]"#).expect("a list");
        assert_eq!(read_capabilities(Some(&list)), ["ALL", "NET_ADMIN", "SYS_TIME"]);
    }

    #[test]
    fn no_new_privileges_is_read_in_every_form_the_engines_use() {
        for on in [
            "no-new-privileges",
            "no-new-privileges=true",
            "no-new-privileges:true",
            "no-new-privileges:TRUE",
        ] {
            assert_eq!(options(&format!("{on:?}")).no_new_privileges, Some(true), "{on}");
        }
        assert_eq!(options(r#""no-new-privileges:false""#).no_new_privileges, Some(false));
        assert_eq!(options("").no_new_privileges, None, "the daemon's default applies");
    }

    #[test]
    fn seccomp_is_the_daemons_default_a_profile_or_off() {
        assert_eq!(options("").seccomp, Seccomp::Default);
        assert_eq!(options(r#""seccomp=builtin""#).seccomp, Seccomp::Default);
        assert_eq!(options(r#""seccomp=unconfined""#).seccomp, Seccomp::Unconfined);
        assert_eq!(options(r#""seccomp:unconfined""#).seccomp, Seccomp::Unconfined);
        assert_eq!(options(r#""seccomp={\"defaultAction\":\"SCMP_ACT_ERRNO\"}""#).seccomp, Seccomp::Custom);
    }

    #[test]
    fn the_label_that_docker_appends_to_privileged_is_not_the_users() {
        let appended = r#"{"Privileged":true,"SecurityOpt":["label=disable"]}"#;
        let own = r#"{"Privileged":true,"SecurityOpt":["label=disable","label=disable"]}"#;
        let host_pid = r#"{"PidMode":"host","SecurityOpt":["label=disable"]}"#;
        assert_eq!(read(appended).selinux, SeLinux::Default);
        assert_eq!(read(own).selinux, SeLinux::Disabled);
        assert_eq!(read(host_pid).selinux, SeLinux::Disabled);
    }

    #[test]
    fn masked_paths_are_some_none_or_null() {
        assert_eq!(read(r#"{"MaskedPaths":["/proc/acpi"]}"#).masked_paths, PathMask::Set);
        assert_eq!(read(r#"{"MaskedPaths":[]}"#).masked_paths, PathMask::Empty);
        assert_eq!(read(r#"{"MaskedPaths":null,"Privileged":true}"#).masked_paths, PathMask::Null);
        assert_eq!(read(r#"{"MaskedPaths":null}"#).masked_paths, PathMask::Set, "as Podman says of all");
        assert_eq!(read(r#"{"SecurityOpt":["unmask=ALL"]}"#).masked_paths, PathMask::Empty);
    }

    #[test]
    fn writable_cgroups_are_an_option_of_their_own() {
        assert!(options(r#""writable-cgroups=true""#).writable_cgroups);
        assert!(!options(r#""writable-cgroups=false""#).writable_cgroups);
    }
}
