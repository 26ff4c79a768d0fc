use leptos::prelude::*;

use super::icon::Icon;
use crate::href::Query;

/// Something a list is filtered by, and the list without it.
#[derive(Clone, Debug)]
pub struct Pill {
    pub label: &'static str,
    pub value: String,
    pub without: String,
}

/// Search, what else is filtered (each can be taken away), and at the right what can be switched on and off.
#[component]
pub fn FilterBar(
    /// Of the list.
    action: &'static str,
    /// What is searched, for those who do not see the field.
    label: &'static str,
    placeholder: &'static str,
    search: Option<String>,
    /// Everything that the list shows but the search.
    rest: Query,
    pills: Vec<Pill>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="fbar">
            <form method="get" action=action class="contents" role="search">
                <label class="input fsearch">
                    <Icon name="search"/>
                    <span class="vh">{label}</span>
                    <input type="search" name="q" value=search.unwrap_or_default() placeholder=placeholder/>
                </label>
                <HiddenFields of=rest/>
                <button class="btn" type="submit">"Search"</button>
            </form>
            <Pills pills/>
            <span class="sp"></span>
            {children()}
        </div>
    }
    .into_any()
}

/// What a form carries on unseen.
#[component]
pub fn HiddenFields(of: Query) -> impl IntoView {
    of.pairs()
        .map(|(name, value)| view! { <input type="hidden" name=name.to_string() value=value.clone()/> })
        .collect_view()
}

#[component]
pub fn Pills(pills: Vec<Pill>) -> impl IntoView {
    pills
        .into_iter()
        .map(|Pill { label, value, without }| {
            view! {
                <span class="pill">
                    <span class="op">{label}</span>
                    <span class="trunc">{value.clone()}</span>
                    <a href=without aria-label=format!("Remove filter {label} {value}")>
                        <Icon name="x" small=true/>
                    </a>
                </span>
            }
        })
        .collect_view()
}
