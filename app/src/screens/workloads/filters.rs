use fleet::grades::{GradeCounts, Standing};
use fleet::workload::WorkloadFilter;
use leptos::prelude::*;

use super::WorkloadQuery;
use crate::components::filter_bar::{FilterBar, Pill};
use crate::components::grade::StandingChip;

/// Lists that people come for again and again.
#[component]
pub fn Views(query: WorkloadQuery) -> impl IntoView {
    let all = || WorkloadFilter { scope: query.filter.scope.clone(), ..WorkloadFilter::default() };
    let views = [
        ("All", all()),
        ("Escape path open", WorkloadFilter { escape_path: Some(true), ..all() }),
        ("Incomplete facts", WorkloadFilter { incomplete: Some(true), ..all() }),
        ("Accepted risks", WorkloadFilter { accepted: Some(true), ..all() }),
        ("Gone too", WorkloadFilter { include_gone: true, ..all() }),
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

#[component]
pub fn WorkloadFilterBar(query: WorkloadQuery, grades: GradeCounts) -> impl IntoView {
    let rule = query.filter.rule.clone();
    let pill = |value| Pill { label: "rule", value, without: query.filtered(|f| f.rule = None).href() };
    view! {
        <FilterBar
            action="/workloads"
            label="Search workloads"
            placeholder="Workload, project, image, host"
            search=query.filter.search.clone()
            rest=query.filtered(|filter| filter.search = None).query()
            pills=rule.map(pill).into_iter().collect()
        >
            <GradeFilter query=query.clone() grades/>
        </FilterBar>
    }
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
