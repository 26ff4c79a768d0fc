use std::collections::{BTreeMap, BTreeSet};

use fleet::Scope;
use fleet::scope::ScopeChoices;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::components::filter_bar::{HiddenFields, Pill, Pills};
use crate::components::icon::Icon;
use crate::href::Query;
use crate::scope;

/// Parameters that belong to the scope, or to a place in a list that another scope does not have.
const REPLACED: [&str; 5] = ["label", "host", "project", "after", "page"];

/// Chooses the part of the fleet that every screen shows. A form that asks for the page again.
#[component]
pub fn ScopeMenu(choices: ScopeChoices) -> impl IntoView {
    let scope = scope::of_page();
    let chosen = scope.parameters().count();
    let title = match chosen {
        0 => "Everything".to_owned(),
        1 => scope.parameters().next().map(|(name, value)| named(name, value, &choices)).unwrap_or_default(),
        _ => format!("{chosen} conditions"),
    };
    view! {
        <details class="menu" name="menu">
            <summary class="btn btn-q scope" aria-label=format!("Scope: {title}")>
                <Icon name="policy"/>
                <span class="trunc">{title.clone()}</span>
            </summary>
            <form class="sheet scopes" method="get" action=list_of_page()>
                <HiddenFields of=others()/>
                <Labels scope=scope.clone() choices=choices.clone()/>
                <Hosts scope=scope.clone() choices/>
                <Projects scope/>
                <div class="form-foot">
                    <button class="btn btn-p" type="submit">"Show this part"</button>
                    <a class="btn" href=list_of_page()>"Everything"</a>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// What the page shows only a part of, and ways to more.
#[component]
pub fn ScopeStrip(choices: ScopeChoices) -> impl IntoView {
    let scope = scope::of_page();
    if scope.is_everything() {
        return ().into_any();
    }
    let pills = scope
        .parameters()
        .map(|(name, value)| {
            let without = others().scope(&scope.without(name, &value)).on(&list_of_page());
            Pill { label: name, value: named(name, value, &choices), without }
        })
        .collect();
    view! {
        <div class="scope-strip" role="group" aria-label="Scope">
            <span class="t2">"Only"</span>
            <Pills pills/>
        </div>
    }
    .into_any()
}

/// A host by its name.
fn named(name: &str, value: String, choices: &ScopeChoices) -> String {
    let host = choices.hosts.iter().find(|(id, _)| name == "host" && id.to_string() == value);
    host.map_or(value, |(_, name)| name.clone())
}

/// The list that a page belongs to: one workload is in a scope or not, its list is shown for any.
fn list_of_page() -> String {
    let path = use_location().pathname.get_untracked();
    let first = path.split('/').nth(1).unwrap_or_default();
    if ["workloads", "findings", "hosts"].contains(&first) { format!("/{first}") } else { "/".into() }
}

/// What the page shows beside the scope.
fn others() -> Query {
    use_query_map().with_untracked(|params| {
        let kept = params.into_iter().filter(|(name, _)| !REPLACED.contains(&name.as_ref()));
        kept.fold(Query::default(), |query, (name, value)| query.with(name.clone(), value))
    })
}

#[component]
fn Labels(scope: Scope, choices: ScopeChoices) -> impl IntoView {
    let mut keys: BTreeMap<String, BTreeSet<String>> = scope.labels.0.clone();
    for label in choices.labels {
        keys.entry(label.key).or_default().insert(label.value);
    }
    keys.into_iter()
        .map(|(key, values)| {
            let chosen = scope.labels.0.get(&key).cloned().unwrap_or_default();
            view! {
                <fieldset>
                    <legend class="t2">{key.clone()}</legend>
                    {values
                        .into_iter()
                        .map(|value| {
                            let checked = chosen.contains(&value);
                            let text = if value.is_empty() { "(empty)".to_owned() } else { value.clone() };
                            view! { <Choice name="label" value=format!("{key}={value}") text checked/> }
                        })
                        .collect_view()}
                </fieldset>
            }
        })
        .collect_view()
}

#[component]
fn Hosts(scope: Scope, choices: ScopeChoices) -> impl IntoView {
    if choices.hosts.is_empty() {
        return view! { <p class="t2">"One host is chosen on its own page: Its workloads."</p> }.into_any();
    }
    view! {
        <fieldset>
            <legend class="t2">"Host"</legend>
            {choices
                .hosts
                .into_iter()
                .map(|(id, text)| {
                    view! { <Choice name="host" value=id.to_string() text checked=scope.hosts.contains(&id)/> }
                })
                .collect_view()}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Projects(scope: Scope) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="t2">"Project"</legend>
            {scope
                .projects
                .into_iter()
                .map(|project| view! { <Choice name="project" value=project.clone() text=project checked=true/> })
                .collect_view()}
            <span class="input">
                <input name="project" aria-label="Project, stack or namespace" placeholder="Project, stack, namespace"/>
            </span>
        </fieldset>
    }
}

#[component]
fn Choice(name: &'static str, value: String, text: String, checked: bool) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" name=name value=value checked=checked/>
            <span class="any">{text}</span>
        </label>
    }
}
