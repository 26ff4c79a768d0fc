use fleet::finding::FindingState;
use leptos::prelude::*;

/// Where a finding stands; an open one says nothing in an explanation, so it is left out there by the caller.
#[component]
pub fn StateTag(
    state: FindingState,
    /// Also say that it is open.
    #[prop(optional)]
    always: bool,
) -> impl IntoView {
    let (class, text) = match state {
        FindingState::Open if !always => return None,
        FindingState::Open => ("tag", "Open"),
        FindingState::Reopened => ("tag crit", "Reopened"),
        FindingState::Acknowledged => ("tag acc", "Acknowledged"),
        FindingState::Accepted => ("tag warn", "Accepted"),
        FindingState::Resolved => ("tag ok", "Resolved"),
    };
    Some(view! { <span class=class>{text}</span> })
}
