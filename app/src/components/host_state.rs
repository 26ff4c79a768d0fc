use fleet::host::{HostRow, HostState};
use fleet::scan::{Missing, MissingWhat};
use leptos::prelude::*;

use super::icon::Icon;

#[component]
pub fn HostIcon(state: HostState) -> impl IntoView {
    let (class, name) = match state {
        HostState::New => ("muted", "clock"),
        HostState::Fresh => ("good", "check"),
        HostState::Partial => ("c-med", "unknown"),
        HostState::Stale => ("c-med", "clock"),
        HostState::Failed => ("bad", "alert"),
    };
    view! {
        <span class=class>
            <Icon name/>
        </span>
    }
}

#[component]
pub fn HostTag(state: HostState) -> impl IntoView {
    let (class, text) = match state {
        HostState::New => ("tag", "Not scanned yet"),
        HostState::Fresh => ("tag ok", "Fresh"),
        HostState::Partial => ("tag warn", "Partial"),
        HostState::Stale => ("tag warn", "Stale"),
        HostState::Failed => ("tag crit", "Failed"),
    };
    view! { <span class=class>{text}</span> }
}

/// What is wrong with a host, in one sentence; empty where nothing is.
pub fn trouble(row: &HostRow) -> String {
    if let Some(clash) = &row.clash {
        return clash.clone();
    }
    if let Some(failure) = &row.failure {
        return failure.to_string();
    }
    match (row.state, row.missing.as_slice()) {
        (HostState::Stale, _) => {
            "No scan for more than three intervals; last facts shown, findings kept open".into()
        }
        (_, []) => String::new(),
        (_, [missing]) => missing_text(missing),
        (_, [missing, rest @ ..]) => format!("{}, and {} more", missing_text(missing), rest.len()),
    }
}

/// `Networks could not be read: refused by the proxy`.
pub fn missing_text(missing: &Missing) -> String {
    let short = |id: &str| id.trim_start_matches("sha256:").chars().take(12).collect::<String>();
    let what = match &missing.what {
        MissingWhat::Container(id) => format!("Container {}", short(id)),
        MissingWhat::Image(id) => format!("Image {}", short(id)),
        MissingWhat::Networks => "Networks".into(),
        MissingWhat::Tags => "Tags".into(),
        MissingWhat::Volumes => "Volumes".into(),
        MissingWhat::Info => "Engine information".into(),
    };
    format!("{what} could not be read: {}", missing.reason)
}
