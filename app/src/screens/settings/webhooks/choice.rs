use fleet::change::ChangeKind;
use leptos::prelude::*;
use posture::Severity;

use crate::Typed;
use crate::components::severity::{Silhouette, title};

pub const fn kind_title(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Opened => "opened",
        ChangeKind::SeverityChanged => "severity changed",
        ChangeKind::Acknowledged => "acknowledged",
        ChangeKind::Accepted => "accepted",
        ChangeKind::AcceptanceRevoked => "acceptance taken back",
        ChangeKind::AcceptanceExpired => "acceptance ended",
        ChangeKind::AcceptanceVoided => "acceptance void",
        ChangeKind::Resolved => "resolved",
        ChangeKind::Reopened => "reopened",
    }
}

/// Any of what can happen to a finding.
#[component]
pub fn KindChoice(typed: Typed) -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend>"When a finding is"</legend>
            <div class="options">
                {ChangeKind::ALL
                    .map(|kind| {
                        let chosen = typed.all("kind").any(|word| word == kind.as_str());
                        view! {
                            <label class="option">
                                <input type="checkbox" name="kind" value=kind.as_str() checked=chosen/>
                                {kind_title(kind)}
                            </label>
                        }
                    })}
            </div>
            <p class="hint">"None ticked: all of these."</p>
        </fieldset>
    }
    .into_any()
}

#[component]
pub fn SeverityChoice(typed: Typed) -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend>"Of the severity"</legend>
            <div class="options">
                {Severity::WORST_FIRST
                    .map(|severity| {
                        let chosen = typed.all("severity").any(|word| word == severity.as_str());
                        view! {
                            <label class="option">
                                <input type="checkbox" name="severity" value=severity.as_str() checked=chosen/>
                                <span>
                                    <Silhouette severity/>
                                    " "
                                    {title(severity)}
                                </span>
                            </label>
                        }
                    })}
            </div>
            <p class="hint">"None ticked: any."</p>
        </fieldset>
    }
    .into_any()
}
