use fleet::finding::FindingState;
use leptos::prelude::*;
use posture::Severity;

use super::FindingQuery;
use crate::components::icon::Icon;
use crate::components::severity::{Silhouette, title};

/// Where findings stand in their lives.
#[component]
pub fn Views(query: FindingQuery) -> impl IntoView {
    const VIEWS: [(&str, &[FindingState]); 5] = [
        ("To do", &[]),
        ("Reopened", &[FindingState::Reopened]),
        ("Acknowledged", &[FindingState::Acknowledged]),
        ("Accepted", &[FindingState::Accepted]),
        ("Resolved", &[FindingState::Resolved]),
    ];
    view! {
        <nav class="views" aria-label="Lifecycle">
            {VIEWS
                .map(|(name, states)| {
                    let here = query.filter.states == states;
                    view! {
                        <a href=query.in_states(states).href(None) aria-current=here.then_some("true")>
                            {name}
                        </a>
                    }
                })}
        </nav>
    }
}

#[component]
pub fn FilterBar(query: FindingQuery) -> impl IntoView {
    let search = query.filter.search.clone().unwrap_or_default();
    let rest = query.filtered(|filter| filter.search = None).query();
    view! {
        <div class="fbar">
            <form method="get" action="/findings" class="contents" role="search">
                <label class="input fsearch">
                    <Icon name="search"/>
                    <span class="vh">"Search findings"</span>
                    <input type="search" name="q" value=search placeholder="Rule, subject, workload, host"/>
                </label>
                {rest
                    .pairs()
                    .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> })
                    .collect_view()}
                <button class="btn" type="submit">"Search"</button>
            </form>
            <Pills query=query.clone()/>
            <span class="sp"></span>
            <SeverityFilter query/>
        </div>
    }
}

#[component]
fn Pills(query: FindingQuery) -> impl IntoView {
    let filter = &query.filter;
    let pill = |label: &'static str, value: String, without: FindingQuery| {
        view! {
            <span class="pill">
                <span class="op">{label}</span>
                <span class="trunc">{value}</span>
                <a href=without.href(None) aria-label=format!("Remove filter {label}")>
                    <Icon name="x" small=true/>
                </a>
            </span>
        }
    };
    let rule = filter.rule.clone().map(|rule| pill("rule", rule, query.filtered(|f| f.rule = None)));
    let workload = filter
        .workload
        .map(|_| pill("workload", "one workload".into(), query.filtered(|f| f.workload = None)));
    let host = filter.host.map(|_| pill("host", "one host".into(), query.filtered(|f| f.host = None)));
    view! { {rule} {workload} {host} }
}

#[component]
fn SeverityFilter(query: FindingQuery) -> impl IntoView {
    view! {
        <div class="seg gseg" role="group" aria-label="Severities">
            {[Severity::Critical, Severity::High, Severity::Medium, Severity::Low]
                .map(|severity| {
                    let on = query.filter.severities.contains(&severity);
                    view! {
                        <a href=query.toggled(severity).href(None) aria-current=on.then_some("true")>
                            <Silhouette severity/>
                            {title(severity)}
                        </a>
                    }
                })}
        </div>
    }
}
