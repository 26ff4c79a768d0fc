use posture::facts::{NamespaceMode, Namespaces, NetworkMode};

use super::raw::{HostConfig, NetworkSettings, Pairs, Text};
use super::{kept, podman};

pub(super) fn read_namespaces(host: &HostConfig<'_>) -> Namespaces {
    Namespaces {
        pid: read_mode(host.pid_mode.as_ref()),
        ipc: read_mode(host.ipc_mode.as_ref()),
        uts: read_mode(host.uts_mode.as_ref()),
        user: read_mode(host.userns_mode.as_ref()),
        cgroup: read_mode(host.cgroupns_mode.as_ref()),
    }
}

fn read_mode(mode: Option<&Text<'_>>) -> NamespaceMode {
    match mode.map_or("", Text::expose) {
        "host" => NamespaceMode::Host,
        "shareable" => NamespaceMode::Shareable,
        mode if mode.starts_with("container:") || podman::joins_by_path(mode) => NamespaceMode::Container,
        _ => NamespaceMode::Private,
    }
}

/// A mode that is the id of an attached network is given its name: ids change with every redeploy.
pub(super) fn read_network_mode(
    host: &HostConfig<'_>,
    settings: Option<&NetworkSettings<'_>>,
) -> NetworkMode {
    match host.network_mode.as_ref().map_or("", Text::expose) {
        "" | "default" | "bridge" => NetworkMode::DefaultBridge,
        "none" => NetworkMode::None,
        "host" => NetworkMode::Host,
        mode if mode.starts_with("container:") || podman::joins_by_path(mode) => NetworkMode::Container,
        mode => NetworkMode::Custom(kept(name_of(mode, settings))),
    }
}

fn name_of<'n>(mode: &'n str, settings: Option<&'n NetworkSettings<'_>>) -> &'n str {
    let networks =
        settings.and_then(|settings| settings.networks.as_ref()).map(Pairs::as_slice).unwrap_or_default();
    let has_id = |endpoint: &super::raw::Endpoint<'_>| {
        endpoint.network_id.as_ref().is_some_and(|id| id.expose() == mode)
    };
    let by_id = networks.iter().find(|(_, endpoint)| endpoint.as_ref().is_some_and(has_id));
    by_id.map_or(mode, |(name, _)| name.expose())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(text: &str) -> NamespaceMode {
        read_mode(Some(&Text::from(text)))
    }

    #[test]
    fn namespaces_are_private_unless_said_otherwise() {
        assert_eq!(read_mode(None), NamespaceMode::Private);
        assert_eq!(mode("private"), NamespaceMode::Private);
        assert_eq!(mode("host"), NamespaceMode::Host);
        assert_eq!(mode("shareable"), NamespaceMode::Shareable);
        assert_eq!(mode("container:4f5e"), NamespaceMode::Container);
        assert_eq!(mode("ns:/proc/1/ns/pid"), NamespaceMode::Container);
    }

    #[test]
    fn a_network_given_by_id_gets_its_name() {
        let host = serde_json::from_str(r#"{"NetworkMode":"9f1c"}"#).expect("given");
        let settings =
            serde_json::from_str(r#"{"Networks":{"shop_back":{"NetworkID":"9f1c"}}}"#).expect("given");
        assert_eq!(read_network_mode(&host, Some(&settings)), NetworkMode::Custom("shop_back".into()));
        assert_eq!(read_network_mode(&host, None), NetworkMode::Custom("9f1c".into()));
    }
}
