use chrono::{DateTime, Duration, Utc};
use fleet::Scope;
use fleet::access::Permission;
use fleet::host::{HostDetail, HostState};
use fleet::request::Request;
use fleet::{moment, points};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::clash::Clash;
use super::list::GradeTally;
use super::progress::RequestProgress;
use super::removal::Removal;
use super::scan_now::ScanNow;
use super::server_fns::load_host;
use crate::components::gauge::Gauge;
use crate::components::grade::GradeChip;
use crate::components::host_state::{HostTag, missing_text};
use crate::components::moment::Ago;
use crate::components::problem::LoadFailed;
use crate::components::section::Section;
use crate::components::state::{Notice, Tone};
use crate::components::thing_head::ThingHead;
use crate::href::{self, Query};
use crate::now::Loaded;
use crate::scope;
use crate::screens::findings::HostFindingTable;

#[component]
pub fn HostScreen() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let scan = Memo::new(move |_| query.with(|query| query.get("scan")));
    let host = Resource::new_blocking(move || (id.get(), scan.get()), |(id, scan)| load_host(id, scan));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match host.await {
                    Ok(loaded) => view! { <Host loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn Host(loaded: Loaded<(HostDetail, Option<Request>)>) -> impl IntoView {
    let Loaded { now, role, value: (detail, request) } = loaded;
    let row = detail.row.clone();
    let may_scan = role >= Permission::RequestScans.least_role();
    let may_manage = role >= Permission::ManageHosts.least_role();
    let page = href::host(row.id);
    let actions = may_scan.then(|| view! { <ScanNow id=row.id/> }.into_any());
    view! {
        <ThingHead back=(scope::kept("/hosts"), "Hosts") title=row.name.clone() actions>
            <p class="facts">
                <span>
                    <HostTag state=row.state/>
                </span>
                <span class="mono any">{row.endpoint.to_string()}</span>
                {(!row.engine.is_empty()).then(|| view! { <span>{row.engine.clone()}</span> })}
                <span>"added " <Ago at=detail.added_at now/></span>
            </p>
        </ThingHead>
        {request
            .map(|request| {
                let again = format!("{page}?scan={}", request.id);
                view! { <RequestProgress request again/> }
            })}
        <Notices detail=detail.clone() now may_manage/>
        <div class="wk">
            <div class="stack">
                <Findings detail=detail.clone()/>
                <Machine detail=detail.clone()/>
            </div>
            <Summary detail now may_remove=may_manage/>
        </div>
    }
    .into_any()
}

/// What is wrong, since when, with what effect.
#[component]
fn Notices(detail: HostDetail, now: DateTime<Utc>, may_manage: bool) -> impl IntoView {
    let row = detail.row;
    let seen = row.seen_at.map(
        |at| view! { " Last read " <Ago at now/> "; what is shown is from then, and nothing is resolved." },
    );
    let failed = row.failure.clone().map(|failure| {
        view! {
            <Notice tone=Tone::Error>
                <b class="strong">"The last scan failed. "</b>
                {failure.to_string()}
                ". "
                {failure.advice()}
                {seen}
            </Notice>
        }
    });
    let stale = (row.state == HostState::Stale && row.failure.is_none()).then(|| {
        view! {
            <Notice tone=Tone::Warning>
                <b class="strong">"Not scanned for more than three intervals. "</b>
                "What is shown is the last known, and nothing is resolved."
            </Notice>
        }
    });
    let missing = (!row.missing.is_empty()).then(|| {
        let texts = row.missing.iter().take(5).map(missing_text).collect::<Vec<_>>().join("; ");
        let more = row.missing.len().saturating_sub(5);
        view! {
            <Notice tone=Tone::Warning>
                <b class="strong">"The last scan was partial. "</b>
                {texts}
                {(more > 0).then(|| format!("; and {more} more"))}
                ". The last known values stay, and checks that need them are unknown."
            </Notice>
        }
    });
    let clash = row.clash.map(|clash| view! { <Clash id=row.id clash may_acknowledge=may_manage/> });
    view! { <div class="notices">{failed}{stale}{missing}{clash}</div> }
}

#[component]
fn Findings(detail: HostDetail) -> impl IntoView {
    let count = detail.findings.len();
    let unknown =
        detail.unknown.iter().map(|u| format!("{} ({})", u.rule, u.missing)).collect::<Vec<_>>().join(", ");
    let only = Query::default().scope(&Scope::host(detail.row.id));
    let more = (only.on("/workloads"), "Its workloads".to_owned());
    view! {
        <Section id="host-findings" title="Findings of the host itself" note=count.to_string() more>
            {if count == 0 {
                view! { <p class="sub pt-2">"None. Findings of its containers are with the workloads."</p> }.into_any()
            } else {
                view! { <HostFindingTable rows=detail.findings/> }.into_any()
            }}
            {(!unknown.is_empty()).then(|| view! { <p class="t2 mt-2">"Unknown: " {unknown} "."</p> })}
        </Section>
    }
}

#[component]
fn Machine(detail: HostDetail) -> impl IntoView {
    let facts = detail.facts?;
    let confinement = [
        (facts.confinement.seccomp == Some(true), "seccomp"),
        (facts.confinement.apparmor == Some(true), "AppArmor"),
        (facts.confinement.selinux == Some(true), "SELinux"),
        (facts.rootless, "rootless"),
        (facts.confinement.user_namespaces == Some(true), "user namespaces"),
    ];
    let confinement: Vec<_> = confinement.into_iter().filter_map(|(on, name)| on.then_some(name)).collect();
    let pair = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <dt>{name}</dt><dd>{value}</dd> })
    };
    Some(view! {
        <Section id="machine" title="Engine and machine">
            <dl class="dl">
                {pair("Name", facts.name)}
                {pair("Engine", facts.engine_version)}
                {pair("API", facts.api_version)}
                {pair("System", facts.os)}
                {pair("Kernel", facts.kernel_version)}
                {pair("Architecture", facts.architecture)}
                {pair("Storage", facts.storage_driver)}
                {pair("Cgroups", facts.cgroup_version.map(|version| format!("version {version}")).unwrap_or_default())}
                {pair("Confinement", confinement.join(", "))}
            </dl>
        </Section>
    })
}

#[component]
fn Summary(detail: HostDetail, now: DateTime<Utc>, may_remove: bool) -> impl IntoView {
    let row = detail.row;
    let standing = row.score.zip(row.grade).map(|(score, grade)| {
        view! {
            <div class="index">
                <Gauge score/>
                <div class="ixt">
                    <span class="big">{points::score(score)}</span>
                    <div class="ixg">
                        <GradeChip grade complete=row.complete large=true/>
                    </div>
                    <p class="t2 mean">"The host itself; its containers are scored on their own."</p>
                </div>
            </div>
        }
    });
    let labels =
        row.labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
    view! {
        <aside class="wk-r" aria-label="Summary">
            {standing}
            <Section id="containers" title="Containers" note=row.containers.to_string()>
                <p class="pt-2">
                    <GradeTally grades=row.grades/>
                </p>
                {row.index.map(|index| view! { <p class="t2 mt-2">"Mean score " {points::score(index)}</p> })}
            </Section>
            <Section id="scans" title="Scans">
                <dl class="dl">
                    <dt>"Every"</dt>
                    <dd>{moment::span(Duration::seconds(detail.scan_interval_s))}</dd>
                    <dt>"Last read"</dt>
                    <dd>{row.seen_at.map_or_else(|| "never".into_any(), |at| view! { <Ago at now/> }.into_any())}</dd>
                    <dt>"Last tried"</dt>
                    <dd>{row.tried_at.map_or_else(|| "never".into_any(), |at| view! { <Ago at now/> }.into_any())}</dd>
                    {(!labels.is_empty()).then(|| view! { <dt>"Labels"</dt><dd>{labels}</dd> })}
                </dl>
            </Section>
            {may_remove.then(|| view! { <Removal id=row.id name=row.name.clone()/> })}
        </aside>
    }
    .into_any()
}
