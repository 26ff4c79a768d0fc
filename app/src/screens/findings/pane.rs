use chrono::{DateTime, Utc};
use fleet::finding::{Acceptance, FindingDetail, FindingRow, Replicas, Target};
use fleet::points;
use fleet::ticket::Ticket;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::FindingQuery;
use super::decisions::Decisions;
use super::events::Events;
use super::server_fns::load_finding;
use crate::components::finding_state::StateTag;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, On};
use crate::components::problem::LoadFailed;
use crate::components::severity::SeverityChip;
use crate::components::ticket_link::TicketLink;
use crate::href;
use crate::now::Loaded;
use crate::scope;

/// Nothing is open beside the list.
#[component]
pub fn NoPane() -> impl IntoView {}

#[component]
pub fn FindingPane() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let finding = Resource::new_blocking(move || id.get(), load_finding);
    let query = use_query_map();
    let list = move || query.with(FindingQuery::read).unwrap_or_default();
    let back = move || list().href(None);
    view! {
        <aside class="pane" aria-label="Finding">
            <Suspense>
                {move || Suspend::new(async move {
                    match finding.await {
                        Ok(loaded) => view! { <Finding loaded back=back()/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })}
            </Suspense>
        </aside>
    }
}

/// The pane for one answer of the store.
#[component]
pub fn Finding(
    loaded: Loaded<(FindingDetail, Option<Ticket>)>,
    /// The list without a pane.
    back: String,
) -> impl IntoView {
    let Loaded { now, role, value: (detail, ticket) } = loaded;
    let row = detail.row.clone();
    view! {
        <div class="pane-h">
            <SeverityChip severity=row.severity/>
            <span class="mono t2">{row.rule.clone()}</span>
            <StateTag state=row.state always=true/>
            <span class="sp"></span>
            <a class="btn btn-q btn-s btn-i" href=back aria-label="Back to the list">
                <Icon name="x" small=true/>
            </a>
        </div>
        <h2 class="pt">{row.title.clone()}</h2>
        <p class="sub any">
            <TargetLink target=row.target.clone()/>
        </p>
        <Decisions row=row.clone() role now/>
        <Particulars detail=detail.clone() ticket now/>
        {detail.acceptance.map(|acceptance| view! { <Accepted acceptance now/> })}
        <h3>"Why it matters"</h3>
        <p class="sub">{detail.rationale}</p>
        <h3>"How to fix it"</h3>
        <p class="sub">{detail.fix}</p>
        <p class="refs t2">{detail.references.into_iter().map(|text| view! { <span>{text}</span> }).collect_view()}</p>
        <h3>"Events"</h3>
        <Events events=detail.events now/>
    }
    .into_any()
}

#[component]
fn TargetLink(target: Target) -> impl IntoView {
    match target {
        Target::Workload { id, name, project, host_id, host_name } => {
            let name = if project.is_empty() { name } else { format!("{project} / {name}") };
            view! {
                <a class="strong lk" href=scope::kept(&href::workload(id))>{name}</a>
                " on "
                <a class="lk" href=scope::kept(&href::host(host_id))>{host_name}</a>
            }
            .into_any()
        }
        Target::Host { id, name } => view! {
            "Host "
            <a class="strong lk" href=scope::kept(&href::host(id))>{name}</a>
        }
        .into_any(),
    }
}

#[component]
fn Particulars(detail: FindingDetail, ticket: Option<Ticket>, now: DateTime<Utc>) -> impl IntoView {
    let FindingRow { subject, evidence, loss, opened_at, replicas, stale, .. } = detail.row;
    let Replicas { affected: some, all } = replicas;
    let pair = |name: &'static str, value: AnyView| view! { <dt>{name}</dt><dd>{value}</dd> };
    view! {
        <dl class="dl">
            {(!subject.is_empty()).then(|| pair("Subject", view! { <span class="mono">{subject}</span> }.into_any()))}
            {(!evidence.is_empty()).then(|| pair("Evidence", view! { <span class="mono">{evidence}</span> }.into_any()))}
            {(loss > 0.0).then(|| pair("Takes", format!("{} points of the score", points::score(loss)).into_any()))}
            {(detail.score_if_fixed > detail.score_now)
                .then(|| {
                    let change = view! {
                        <span class="arrow">
                            <span class="muted">{points::score(detail.score_now)}" →"</span>
                            {points::score(detail.score_if_fixed)}
                        </span>
                    };
                    pair("If fixed", change.into_any())
                })}
            {(all > 1).then(|| pair("Containers", format!("{some} of {all} have it").into_any()))}
            {ticket.map(|ticket| pair("Ticket", view! { <TicketLink ticket/> }.into_any()))}
            {pair("First seen", view! { <Ago at=opened_at now/> }.into_any())}
            {stale
                .then(|| {
                    let text = view! { <span class="c-med">"does not report; this is the last known"</span> };
                    pair("Host", text.into_any())
                })}
        </dl>
    }
    .into_any()
}

#[component]
fn Accepted(acceptance: Acceptance, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <h3>"Accepted"</h3>
        <p class="sub any">{acceptance.reason}</p>
        <p class="t2">
            {acceptance.by}
            ", "
            <On at=acceptance.granted_at now/>
            "; ends "
            <Ago at=acceptance.until now/>
        </p>
    }
}
