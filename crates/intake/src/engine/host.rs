use posture::facts::{Confinement, EngineKind, Host, Listener};

use super::container::slice;
use super::kept::{kept, kept_or_empty, kept_set};
use super::podman;
use super::raw::{Component, IndexConfig, Info, List, Network, Pairs, Swarm, Text, Version};
use crate::{Document, IntakeError};

/// Reads `GET /info`, `GET /version` and `GET /networks`; `None` where one was refused.
///
/// The listener is what the engine itself warns of; how we reach it only the caller knows.
pub fn read_host(info: Option<&[u8]>, version: &[u8], networks: Option<&[u8]>) -> Result<Host, IntakeError> {
    let info_unread = info.is_none();
    let info: Info<'_> = Document::Info.parse(info.unwrap_or(b"{}"))?;
    let version: Version<'_> = Document::Version.parse(version)?;
    let components = slice(version.components.as_ref());
    let (default_bridge_icc, no_default_bridge) =
        networks.map(read_default_bridge).transpose()?.unwrap_or_default();
    let is_podman = components.iter().any(podman::is_component);
    Ok(Host {
        engine_id: kept_or_empty(info.id.as_ref()),
        name: kept_or_empty(info.name.as_ref()),
        engine: if is_podman { EngineKind::Podman } else { EngineKind::Docker },
        engine_version: kept_or_empty(version.version.as_ref().or(info.server_version.as_ref())),
        api_version: kept_or_empty(version.api_version.as_ref()),
        os: kept_or_empty(info.operating_system.as_ref().or(version.os.as_ref())),
        architecture: kept_or_empty(info.architecture.as_ref()),
        kernel_version: kept_or_empty(info.kernel_version.as_ref()),
        storage_driver: kept_or_empty(info.driver.as_ref()),
        logging_driver: kept_or_empty(info.logging_driver.as_ref()),
        cgroup_version: read_cgroup_version(info.cgroup_version.as_ref()),
        confinement: read_confinement(&info, is_podman),
        rootless: has_option(&info, "rootless"),
        live_restore: info.live_restore_enabled.filter(|_| !is_podman),
        experimental: info.experimental_build.filter(|_| !is_podman),
        insecure_registries: read_insecure_registries(&info),
        swarm_active: is_active(info.swarm.as_ref()),
        swarm_alone: is_alone(info.swarm.as_ref()),
        default_bridge_icc,
        no_default_bridge,
        info_unread,
        listener: read_listener(&info),
        components: read_components(components),
        // An engine that lists its plugins and names none has none.
        authorization_plugins: info
            .plugins
            .as_ref()
            .filter(|_| !is_podman)
            .map(|plugins| kept_set(plugins.authorization.as_ref().map(List::as_slice))),
        ..Host::default()
    })
}

fn is_active(swarm: Option<&Swarm<'_>>) -> bool {
    let state = swarm.and_then(|swarm| swarm.local_node_state.as_ref());
    state.is_some_and(|state| state.expose() == "active")
}

fn is_alone(swarm: Option<&Swarm<'_>>) -> bool {
    is_active(swarm)
        && swarm.is_some_and(|swarm| swarm.nodes == Some(1) && swarm.control_available != Some(false))
}

/// Docker 20.10 and Podman write `1` and `2`, Podman also `v2`.
fn read_cgroup_version(text: Option<&Text<'_>>) -> Option<u8> {
    text?.expose().trim_start_matches('v').parse().ok().filter(|version| matches!(version, 1 | 2))
}

fn options<'i>(info: &'i Info<'_>) -> impl Iterator<Item = &'i str> {
    slice(info.security_options.as_ref()).iter().map(Text::expose)
}

/// `name=seccomp,profile=default`.
fn has_option(info: &Info<'_>, name: &str) -> bool {
    options(info)
        .any(|option| option.split(',').next().and_then(|first| first.strip_prefix("name=")) == Some(name))
}

fn read_confinement(info: &Info<'_>, is_podman: bool) -> Confinement {
    let profile = |option: &str| option.strip_prefix("name=seccomp,profile=").map(str::to_owned);
    let is_custom = |profile: String| !matches!(profile.as_str(), "default" | "builtin" | "unconfined");
    if info.security_options.is_none() {
        return Confinement::default();
    }
    let listed = |name: &str| Some(has_option(info, name));
    // Podman never lists two of them: absent there is unknown.
    let listed_by_docker = |name: &str| listed(name).filter(|on| *on || !is_podman);
    Confinement {
        apparmor: listed("apparmor"),
        selinux: listed("selinux"),
        seccomp: listed("seccomp"),
        seccomp_default_unconfined: Some(
            options(info).filter_map(profile).any(|profile| profile == "unconfined"),
        ),
        seccomp_default_custom: options(info).filter_map(profile).any(is_custom),
        user_namespaces: listed_by_docker("userns"),
        no_new_privileges_default: listed_by_docker("no-new-privileges"),
    }
}

fn read_insecure_registries(info: &Info<'_>) -> Vec<String> {
    let Some(config) = &info.registry_config else { return Vec::new() };
    let ranges = slice(config.insecure_registry_cidrs.as_ref()).iter().map(Text::expose);
    let insecure =
        |index: &Option<IndexConfig>| index.as_ref().is_some_and(|index| index.secure == Some(false));
    let indexes = config.index_configs.as_ref().map(Pairs::as_slice).unwrap_or_default();
    let named = indexes.iter().filter(|(_, index)| insecure(index)).map(|(name, _)| name.expose());
    let mut registries: Vec<String> =
        ranges.chain(named).filter(|registry| !is_loopback(registry)).map(kept).collect();
    registries.sort_unstable();
    registries.dedup();
    registries
}

fn is_loopback(registry: &str) -> bool {
    let host = registry.strip_prefix('[').unwrap_or(registry);
    host == "localhost"
        || host.starts_with("localhost:")
        || host.starts_with("127.")
        || host.starts_with("::1")
}

/// Whether containers on the default bridge may talk to each other, where it says so, and whether there is
/// none.
fn read_default_bridge(json: &[u8]) -> Result<(Option<bool>, bool), IntakeError> {
    let networks: List<Network<'_>> = Document::Networks.parse(json)?;
    let is_bridge =
        |network: &&Network<'_>| network.name.as_ref().is_some_and(|name| name.expose() == "bridge");
    let Some(bridge) = networks.as_slice().iter().find(is_bridge) else { return Ok((None, true)) };
    let options = bridge.options.as_ref().map(Pairs::as_slice).unwrap_or_default();
    let icc = options.iter().find(|(name, _)| name.expose() == "com.docker.network.bridge.enable_icc");
    Ok((icc.and_then(|(_, value)| value.expose().parse().ok()), false))
}

/// Docker warns in these words of an API on TCP without encryption or without client certificates.
fn read_listener(info: &Info<'_>) -> Listener {
    let mut warnings = slice(info.warnings.as_ref()).iter().map(Text::expose);
    if warnings.any(|warning| warning.contains("API is accessible on http")) {
        Listener::PlainTcp
    } else {
        Listener::UnixOnly
    }
}

fn read_components(components: &[Component<'_>]) -> Vec<(String, String)> {
    let named = components.iter().map(|component| {
        let name = component.name.as_ref().map_or("", Text::expose);
        (kept(podman::component_name(name)), kept(component_version(component)))
    });
    let mut named: Vec<(String, String)> = named.collect();
    named.sort_unstable();
    named
}

/// Of a version that fills several lines the number alone; where the distribution says which package it comes from, with
/// what the distribution adds to it.
fn component_version<'c>(component: &'c Component<'_>) -> &'c str {
    let said = component.version.as_ref().map_or("", Text::expose);
    let number = podman::version_number(said);
    let package = component.details.as_ref().and_then(|details| details.package.as_ref());
    package.and_then(|package| podman::packaged(package.expose(), number)).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCKER: &str = r#"{"Version":"29.0.1","ApiVersion":"1.52","Components":[{"Name":"Engine","Version":"29.0.1"},{"Name":"runc","Version":"1.3.3"}]}"#;
    const PODMAN: &str = r#"{"Version":"5.4.2","ApiVersion":"1.41","Components":[{"Name":"Podman Engine","Version":"5.4.2"}]}"#;

    fn host(info: &str, version: &str) -> Host {
        read_host(Some(info.as_bytes()), version.as_bytes(), None).expect("a host")
    }

    #[test]
    fn security_options_say_what_confines() {
        let info = r#"{"SecurityOptions":["name=apparmor","name=seccomp,profile=unconfined","name=userns"]}"#;
        assert_eq!(
            host(info, DOCKER).confinement,
            Confinement {
                apparmor: Some(true),
                selinux: Some(false),
                seccomp: Some(true),
                seccomp_default_unconfined: Some(true),
                seccomp_default_custom: false,
                user_namespaces: Some(true),
                no_new_privileges_default: Some(false),
            }
        );
    }

    #[test]
    fn a_default_profile_of_somebodys_own_is_told_from_the_engines() {
        let profile = |name: &str| {
            let info = format!(r#"{{"SecurityOptions":["name=seccomp,profile={name}"]}}"#);
            let confinement = host(&info, DOCKER).confinement;
            (confinement.seccomp_default_unconfined, confinement.seccomp_default_custom)
        };
        assert_eq!(profile("default"), (Some(false), false));
        assert_eq!(profile("builtin"), (Some(false), false));
        assert_eq!(profile("/etc/docker/seccomp.json"), (Some(false), true));
        assert_eq!(profile("unconfined"), (Some(true), false));
    }

    #[test]
    fn plugins_that_authorise_are_listed_and_podman_says_nothing_of_them() {
        let plugins = |info: &str, version| host(info, version).authorization_plugins;
        assert_eq!(plugins(r#"{"Plugins":{"Authorization":null}}"#, DOCKER), Some(vec![]));
        assert_eq!(plugins(r#"{"Plugins":{"Authorization":["opa"]}}"#, DOCKER), Some(vec!["opa".into()]));
        assert_eq!(plugins("{}", DOCKER), None);
        assert_eq!(plugins(r#"{"Plugins":{"Authorization":null}}"#, PODMAN), None);
    }

    #[test]
    fn a_manager_knows_whether_it_is_alone() {
        let swarm = |swarm: &str| {
            let host = host(&format!(r#"{{"Swarm":{swarm}}}"#), DOCKER);
            (host.swarm_active, host.swarm_alone)
        };
        assert_eq!(swarm(r#"{"LocalNodeState":"active","ControlAvailable":true,"Nodes":1}"#), (true, true));
        assert_eq!(swarm(r#"{"LocalNodeState":"active","ControlAvailable":true,"Nodes":3}"#), (true, false));
        assert_eq!(swarm(r#"{"LocalNodeState":"active","ControlAvailable":false}"#), (true, false));
        assert_eq!(swarm(r#"{"LocalNodeState":"inactive","Nodes":1}"#), (false, false));
    }

    #[test]
    fn an_engine_that_names_no_options_says_nothing_of_confinement() {
        for info in ["{}", r#"{"SecurityOptions":null}"#] {
            assert_eq!(host(info, DOCKER).confinement, Confinement::default(), "{info}");
        }
        let none = host(r#"{"SecurityOptions":[]}"#, DOCKER).confinement;
        assert_eq!((none.apparmor, none.seccomp), (Some(false), Some(false)), "an empty list is an answer");
    }

    #[test]
    fn what_podman_never_lists_is_unknown_not_off() {
        let confinement = host(r#"{"SecurityOptions":["name=seccomp,profile=default"]}"#, PODMAN).confinement;
        assert_eq!((confinement.user_namespaces, confinement.no_new_privileges_default), (None, None));
        assert_eq!(host("{}", PODMAN).engine, EngineKind::Podman);
    }

    fn components(json: &str) -> Vec<(String, String)> {
        host("{}", &format!(r#"{{"Version":"5.4.2","Components":[{json}]}}"#)).components
    }

    #[test]
    fn the_runtime_of_podman_is_named_and_numbered_like_dockers() {
        let runc = r#"{"Name":"OCI Runtime (runc)","Version":"runc version 1.1.4\ncommit: v1.1.4-0-g5fd4c4d\nspec: 1.0.2-dev\ngo: go1.19"}"#;
        assert_eq!(components(runc), [("runc".into(), "1.1.4".into())]);
        let crun = r#"{"Name":"OCI Runtime (crun)","Version":"crun version 1.8.1\ncommit: f8a096be\n+SYSTEMD +SELINUX"}"#;
        assert_eq!(components(crun), [("crun".into(), "1.8.1".into())]);
        let conmon = r#"{"Name":"Conmon","Version":"conmon version 2.1.6, commit: unknown"}"#;
        assert_eq!(components(conmon), [("Conmon".into(), "2.1.6".into())]);
        let engine = r#"{"Name":"Podman Engine","Version":"5.4.2"}"#;
        assert_eq!(components(engine), [("Podman Engine".into(), "5.4.2".into())]);
    }

    #[test]
    fn a_package_tells_that_a_distribution_built_it() {
        let packaged = |package: &str| {
            let details = format!(r#""Details":{{"Package":"{package}"}}"#);
            components(&format!(
                r#"{{"Name":"OCI Runtime (runc)","Version":"runc version 1.1.12\nspec: 1.0.2",{details}}}"#
            ))
        };
        let runc = |version: &str| vec![("runc".to_owned(), version.to_owned())];
        assert_eq!(packaged("runc-1.1.12-1.el9.x86_64"), runc("1.1.12-1.el9.x86_64"));
        assert_eq!(packaged("runc_1.1.12+ds1-2_amd64"), runc("1.1.12+ds1-2"));
        assert_eq!(packaged("Unknown"), runc("1.1.12"));
        assert_eq!(packaged("runc: /usr/bin/runc"), runc("1.1.12"));
    }

    #[test]
    fn dockers_components_stay_as_they_are() {
        let docker = r#"{"Name":"containerd","Version":"1.6.20~ds1","Details":{"GitCommit":"1.6.20~ds1-1+deb12u1"}},{"Name":"runc","Version":"1.1.5+ds1"}"#;
        assert_eq!(
            components(docker),
            [("containerd".into(), "1.6.20~ds1".into()), ("runc".into(), "1.1.5+ds1".into())]
        );
    }

    #[test]
    fn an_engine_that_refuses_its_info_is_remembered_as_unread() {
        let refused = read_host(None, DOCKER.as_bytes(), None).expect("a host");
        assert!(refused.info_unread && !refused.rootless && !refused.swarm_active);
        assert!(!host("{}", DOCKER).info_unread);
    }

    #[test]
    fn insecure_registries_leave_out_loopback() {
        let info = r#"{"RegistryConfig":{"InsecureRegistryCIDRs":["127.0.0.0/8","::1/128","10.0.0.0/8"],
            "IndexConfigs":{"docker.io":{"Secure":true},"reg.lan:5000":{"Secure":false},"localhost:5000":{"Secure":false}}}}"#;
        assert_eq!(host(info, DOCKER).insecure_registries, ["10.0.0.0/8", "reg.lan:5000"]);
    }

    #[test]
    fn the_engines_own_warning_says_that_tcp_is_open() {
        let warns = r#"{"Warnings":["WARNING: No swap limit support","WARNING: API is accessible on http://0.0.0.0:2375 without encryption."]}"#;
        assert_eq!(host(warns, DOCKER).listener, Listener::PlainTcp);
        assert_eq!(host(r#"{"Warnings":null}"#, DOCKER).listener, Listener::UnixOnly);
    }

    #[test]
    fn traffic_between_containers_is_read_from_the_default_bridge() {
        let networks = br#"[{"Name":"back","Options":{}},{"Name":"bridge","Options":{"com.docker.network.bridge.enable_icc":"false"}}]"#;
        let host = read_host(Some(b"{}"), DOCKER.as_bytes(), Some(networks)).expect("a host");
        assert_eq!((host.default_bridge_icc, host.no_default_bridge), (Some(false), false));
        let bridge = |networks: Option<&[u8]>| {
            let host = read_host(Some(b"{}"), DOCKER.as_bytes(), networks).expect("a host");
            (host.default_bridge_icc, host.no_default_bridge)
        };
        assert_eq!(bridge(Some(br#"[{"Name":"podman"}]"#)), (None, true));
        assert_eq!(bridge(Some(br#"[{"Name":"bridge"}]"#)), (None, false), "the bridge does not say");
        assert_eq!(bridge(None), (None, false), "networks were not read");
    }
}
