use fleet::workload::{GradeCounts, WorkloadFilter};
use leptos::prelude::*;
use posture::Grade;

use super::WorkloadQuery;
use crate::components::grade::GradeChip;
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
    let host = filter.host.map(|_| pill("host", "one host".into(), query.filtered(|f| f.host = None)));
    let project =
        filter.project.clone().map(|project| pill("project", project, query.filtered(|f| f.project = None)));
    let rule = filter.rule.clone().map(|rule| pill("rule", rule, query.filtered(|f| f.rule = None)));
    view! { {host} {project} {rule} }
}

#[component]
fn GradeFilter(query: WorkloadQuery, grades: GradeCounts) -> impl IntoView {
    view! {
        <div class="seg gseg" role="group" aria-label="Grades">
            {Grade::ALL
                .into_iter()
                .zip(grades.0)
                .map(|(grade, count)| {
                    let on = query.filter.grades.contains(&grade);
                    view! {
                        <a href=query.toggled(grade).href() aria-current=on.then_some("true")>
                            <GradeChip grade/>
                            {count}
                        </a>
                    }
                })
                .collect_view()}
        </div>
    }
}
