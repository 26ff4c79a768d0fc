use leptos::prelude::*;

use super::icon::{BrandMark, Icon};

/// How much a notice wants to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Unknown, stale, partial.
    Warning,
    Error,
    Good,
}

/// Says what, since when and with what effect.
#[component]
pub fn Notice(tone: Tone, children: Children) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Warning => ("notice warn", "unknown"),
        Tone::Error => ("notice err", "alert"),
        Tone::Good => ("notice ok", "check"),
    };
    view! {
        <div class=class role="status">
            <Icon name=icon/>
            <span class="any">{children()}</span>
        </div>
    }
    .into_any()
}

/// Why there is nothing, why that can be trusted, and what to do.
#[component]
pub fn Empty(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <BrandMark/>
            <h2>{title}</h2>
            {children()}
        </div>
    }
    .into_any()
}

/// Nothing to show of a scope that selects no host.
#[component]
pub fn NoHostInScope(
    /// The same page for everything.
    everything: &'static str,
) -> impl IntoView {
    view! {
        <Empty title="No host in this scope">
            <p class="sub">"Every host was looked at: none meets all conditions of the scope."</p>
            <a class="btn" href=everything>"Show everything"</a>
        </Empty>
    }
}
