use fleet::grades::{GradeCounts, Standing};
use fleet::workload::WorkloadFilter;
use leptos::prelude::*;

use super::WorkloadQuery;
use crate::components::grade::StandingChip;
use crate::components::icon::Icon;

/// Lists that people come for again and again.
#[component]
pub fn Views(query: WorkloadQuery) -> impl IntoView {
    let views = [
        ("All", WorkloadFilter::default()),
        ("Escape path open", WorkloadFilter { escape_path: Some(true), ..WorkloadFilter::default() }),
        ("Incomplete facts", WorkloadFilter { incomplete: Some(true), ..WorkloadFilter::default() }),
        ("Accepted risks", WorkloadFilter { accepted: Some(true), ..WorkloadFilter::default() }),
        ("Gone too", WorkloadFilter { include_gone: true, ..WorkloadFilter::default() }),
    ];
    let current = query.filter.clone();
    view! {
        <nav class="views" aria-label="Views">
            {views
                .map(|(name, filter)| {
                    let here = filter == current;
                    let href = WorkloadQuery { filter, ..query.first() }.href();
                    view! { <a href=href aria-current=here.then_some("true")>{name}</a> }
                })}
        </nav>
    }
}

/// Search, what else is filtered (each can be taken away), and the grades.
#[component]
pub fn FilterBar(query: WorkloadQuery, grades: GradeCounts) -> impl IntoView {
    let search = query.filter.search.clone().unwrap_or_default();
    let rest = query.filtered(|filter| filter.search = None).query();
    view! {
        <div class="fbar">
            <form method="get" action="/workloads" class="contents" role="search">
                <label class="input fsearch">
                    <Icon name="search"/>
                    <span class="vh">"Search workloads"</span>
                    <input type="search" name="q" value=search placeholder="Workload, project, image, host"/>
                </label>
                {rest
                    .pairs()
                    .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> })
                    .collect_view()}
                <button class="btn" type="submit">"Search"</button>
            </form>
            <Pills query=query.clone()/>
            <span class="sp"></span>
            <GradeFilter query grades/>
        </div>
    }
}

#[component]
fn Pills(query: WorkloadQuery) -> impl IntoView {
    let filter = &query.filter;
    let pill = |label: &'static str, value: String, without: WorkloadQuery| {
        view! {
            <span class="pill">
                <span class="op">{label}</span>
                <span class="trunc">{value}</span>
                <a href=without.href() aria-label=format!("Remove filter {label}")>
                    <Icon name="x" small=true/>
                </a>
            </span>
        }
    };
    let scope = filter.scope.parameters().map(|(name, value)| {
        let without = filter.scope.without(name, &value);
        let value = if name == "host" { "one host".into() } else { value };
        pill(name, value, query.filtered(|f| f.scope = without))
    });
    let rule = filter.rule.clone().map(|rule| pill("rule", rule, query.filtered(|f| f.rule = None)));
    view! { {scope.collect_view()} {rule} }
}

#[component]
fn GradeFilter(query: WorkloadQuery, grades: GradeCounts) -> impl IntoView {
    view! {
        <div class="seg gseg" role="group" aria-label="Grades">
            {grades
                .iter()
                .filter(|(standing, count)| *standing != Standing::UnprovenA || *count > 0)
                .map(|(standing, count)| {
                    let on = query.filter.grades.contains(&standing);
                    view! {
                        <a href=query.toggled(standing).href() aria-current=on.then_some("true")>
                            <StandingChip standing/>
                            {count}
                        </a>
                    }
                })
                .collect_view()}
        </div>
    }
}
