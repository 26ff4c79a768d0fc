use fleet::finding::FindingState;
use leptos::prelude::*;
use posture::Severity;

use super::FindingQuery;
use crate::components::filter_bar::{FilterBar, Pill};
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
pub fn FindingFilterBar(query: FindingQuery) -> impl IntoView {
    let filter = &query.filter;
    let pill = |label, value, without: FindingQuery| Pill { label, value, without: without.href(None) };
    let rule = filter.rule.clone().map(|rule| pill("rule", rule, query.filtered(|f| f.rule = None)));
    let workload = filter
        .workload
        .map(|_| pill("workload", "one workload".into(), query.filtered(|f| f.workload = None)));
    view! {
        <FilterBar
            action="/findings"
            label="Search findings"
            placeholder="Rule, subject, workload, host"
            search=filter.search.clone()
            rest=query.filtered(|filter| filter.search = None).query()
            pills=rule.into_iter().chain(workload).collect()
        >
            <SeverityFilter query=query.clone()/>
        </FilterBar>
    }
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
