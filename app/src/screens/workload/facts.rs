use chrono::{DateTime, Utc};
use fleet::workload::WorkloadDetail;
use leptos::prelude::*;
use posture::facts::{Container, Mount, PublishedPort};

use crate::components::moment::Ago;
use crate::components::section::Section;

/// What the explanation rests on.
#[component]
pub fn Facts(detail: WorkloadDetail, now: DateTime<Utc>) -> impl IntoView {
    let WorkloadDetail { facts, runtime, row, valid_from, policy_version, containers, .. } = detail;
    let started = runtime.started_at.map(|at| view! { <Ago at now/> });
    view! {
        <Section id="facts" title="Facts">
            <dl class="dl">
                <dt>"User"</dt>
                <dd>{facts.user.clone().unwrap_or_else(|| "left to the image".into())}</dd>
                <dt>"Capabilities"</dt>
                <dd>{capabilities(&facts)}</dd>
                <dt>"Networks"</dt>
                <dd>{or_none(facts.networks.iter().map(|network| network.network.clone()))}</dd>
                <dt>"Published"</dt>
                <dd>{or_none(facts.published_ports.iter().map(port))}</dd>
                <dt>"Mounts"</dt>
                <dd>{or_none(facts.mounts.iter().map(mount))}</dd>
                <dt>"Image"</dt>
                <dd class="mono">{facts.image_reference.clone()}</dd>
                <dt>"Container"</dt>
                <dd class="mono">{or_none(containers.iter().map(|id| id.chars().take(12).collect()))}</dd>
                <dt>"Started"</dt>
                <dd>{started.map_or_else(|| "never".into_any(), IntoAny::into_any)}</dd>
                <dt>"As it is since"</dt>
                <dd>
                    <Ago at=valid_from now/>
                </dd>
                <dt>"Last seen"</dt>
                <dd>
                    <Ago at=row.seen_at now/>
                </dd>
                <dt>"Policy"</dt>
                <dd>{format!("version {policy_version}")}</dd>
            </dl>
        </Section>
    }
}

fn or_none(items: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 6;
    let items: Vec<String> = items.collect();
    match items.len() {
        0 => "none".into(),
        count if count > SHOWN => format!("{} and {} more", items[..SHOWN].join(", "), count - SHOWN),
        _ => items.join(", "),
    }
}

fn capabilities(facts: &Container) -> String {
    if facts.privileged {
        return "privileged: all".into();
    }
    let changes = facts
        .cap_add
        .iter()
        .map(|cap| format!("+{cap}"))
        .chain(facts.cap_drop.iter().map(|cap| format!("−{cap}")));
    match changes.collect::<Vec<_>>() {
        none if none.is_empty() => "defaults".into(),
        changes => changes.join(" "),
    }
}

/// `127.0.0.1:8080 → 80/tcp`; all interfaces as `*`.
fn port(port: &PublishedPort) -> String {
    let address = if port.on_all_interfaces() { "*" } else { port.host_address.as_str() };
    let outside =
        port.host_port.filter(|port| *port != 0).map_or_else(|| "any".into(), |port| port.to_string());
    format!("{address}:{outside} → {}/{}", port.container_port, port.transport.as_str())
}

fn mount(mount: &Mount) -> String {
    let mode = if mount.read_only { ", read-only" } else { "" };
    match mount.source.as_str() {
        "" => format!("{}{mode}", mount.destination),
        source if source == mount.destination => format!("{source}{mode}"),
        source => format!("{source} → {}{mode}", mount.destination),
    }
}
