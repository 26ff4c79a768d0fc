use chrono::{DateTime, Utc};
use fleet::FindingId;
use fleet::finding::{FindingRow, Target};
use fleet::moment;
use leptos::prelude::*;

use super::FindingQuery;
use crate::components::finding_state::StateTag;
use crate::components::icon::Icon;
use crate::components::scrolled::Scrolled;
use crate::components::severity::SeverityChip;
use crate::href;
use crate::scope;

/// Findings beneath the rule that found them, in the order of the store.
#[component]
pub fn FindingTable(
    rows: Vec<FindingRow>,
    query: FindingQuery,
    opened: Option<FindingId>,
    now: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <Scrolled label="Findings table">
            <table class="tbl-hover ftab">
                <caption class="vh">"Findings grouped by rule, worst first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Workload"</th>
                        <th scope="col" class="c-host">"Host"</th>
                        <th scope="col">"Subject"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">"Age"</th>
                    </tr>
                </thead>
                {by_rule(rows)
                    .into_iter()
                    .map(|group| view! { <Group group query=query.clone() opened now/> })
                    .collect_view()}
            </table>
        </Scrolled>
    }
}

/// Findings of one rule and severity together, groups in the order of their first.
fn by_rule(rows: Vec<FindingRow>) -> Vec<Vec<FindingRow>> {
    let mut groups: Vec<Vec<FindingRow>> = Vec::new();
    for row in rows {
        let same =
            |group: &&mut Vec<FindingRow>| group[0].rule == row.rule && group[0].severity == row.severity;
        match groups.iter_mut().find(same) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

#[component]
fn Group(
    group: Vec<FindingRow>,
    query: FindingQuery,
    opened: Option<FindingId>,
    now: DateTime<Utc>,
) -> impl IntoView {
    let head = group.first()?;
    let (rule, title, severity) = (head.rule.clone(), head.title.clone(), head.severity);
    let only_rule = query.filtered(|filter| filter.rule = Some(rule.clone())).href(None);
    Some(view! {
        <tbody>
            <tr class="fgh">
                <th scope="rowgroup" colspan="5">
                    <span class="fgt">
                        <SeverityChip severity/>
                        <span class="strong">{title}</span>
                        <a class="mono t2 lk" href=only_rule title="Only this rule">{rule}</a>
                    </span>
                </th>
            </tr>
            {group.into_iter().map(|row| view! { <Row row query=query.clone() opened now/> }).collect_view()}
        </tbody>
    })
}

#[component]
fn Row(row: FindingRow, query: FindingQuery, opened: Option<FindingId>, now: DateTime<Utc>) -> impl IntoView {
    let id = row.id;
    let here = opened == Some(id);
    let class = if here {
        "sel cur"
    } else if row.stale {
        "stale-row"
    } else {
        ""
    };
    let (target, host) = target_cells(row.target);
    let subject = if row.subject.is_empty() { row.evidence } else { row.subject };
    view! {
        <tr class=class>
            <td class="c-w trunc">
                <a class="wname" href=query.href(Some(id)) aria-current=here.then_some("true")>
                    {target}
                    <span class="vh">": " {row.title}</span>
                </a>
            </td>
            <td class="sub c-host trunc">{host}</td>
            <td class="mono c-sub trunc">{subject}</td>
            <td class="c-st">
                <StateTag state=row.state always=true/>
                {row
                    .stale
                    .then(|| {
                        view! {
                            " "
                            <span class="c-med" title="The host does not report; the finding stays open">
                                <Icon name="clock" small=true/>
                                <span class="vh">"host not reporting"</span>
                            </span>
                        }
                    })}
            </td>
            <td class="num muted" title=moment::exact(row.opened_at)>{moment::span(now - row.opened_at)}</td>
        </tr>
    }
}

fn target_cells(target: Target) -> (AnyView, AnyView) {
    match target {
        Target::Workload { name, project, host_name, .. } => {
            let project = (!project.is_empty()).then(|| view! { <span class="pj">{project}" / "</span> });
            (view! { {project} {name} }.into_any(), host_name.into_any())
        }
        Target::Host { name, .. } => {
            (view! { <span class="pj">"the host itself"</span> }.into_any(), name.into_any())
        }
    }
}

/// The findings of one host itself, without group heads.
#[component]
pub fn HostFindingTable(rows: Vec<FindingRow>) -> impl IntoView {
    view! {
        <Scrolled label="Findings of the host">
            <table class="why">
                <thead>
                    <tr>
                        <th scope="col">"Severity"</th>
                        <th scope="col">"Finding"</th>
                        <th scope="col" class="ev">"Evidence"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <td class="nw">
                                        <SeverityChip severity=row.severity/>
                                    </td>
                                    <td>
                                        <a class="lk" href=scope::kept(&href::finding(row.id))>{row.title}</a>
                                        <span class="mono t2 rid">" "{row.rule}</span>
                                        " "
                                        <StateTag state=row.state/>
                                    </td>
                                    <td class="mono ev any">{row.evidence}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </Scrolled>
    }
}
