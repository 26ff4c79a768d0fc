use chrono::{DateTime, Utc};
use fleet::finding::{FindingEvent, FindingEventKind};
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::components::moment::On;

/// What happened to a finding, newest first.
#[component]
pub fn Events(events: Vec<FindingEvent>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <ul class="rows pev">
            {events
                .into_iter()
                .map(|event| {
                    let (icon, class, title) = describe(&event.kind);
                    view! {
                        <li>
                            <span class=class>
                                <Icon name=icon small=true/>
                            </span>
                            <span class="any">
                                <b class="strong">{title}</b>
                                " "
                                <span class="sub">{detail(&event.kind)} " by " {event.by}</span>
                            </span>
                            <span class="t2 nw num">
                                <On at=event.at now/>
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

const fn describe(kind: &FindingEventKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        FindingEventKind::Opened => ("alert", "c-crit", "Opened"),
        FindingEventKind::SeverityChanged { .. } => ("alert", "c-high", "Severity changed"),
        FindingEventKind::Acknowledged => ("user", "muted", "Acknowledged"),
        FindingEventKind::Accepted { .. } => ("shield", "c-med", "Accepted"),
        FindingEventKind::AcceptanceRevoked => ("x", "muted", "Acceptance taken back"),
        FindingEventKind::AcceptanceExpired => ("clock", "muted", "Acceptance ended"),
        FindingEventKind::AcceptanceVoided => ("alert", "c-high", "Acceptance void: the severity rose"),
        FindingEventKind::Resolved { .. } => ("check", "good", "Resolved"),
        FindingEventKind::Reopened { .. } => ("redeploy", "c-crit", "Reopened"),
    }
}

fn detail(kind: &FindingEventKind) -> String {
    match kind {
        FindingEventKind::SeverityChanged { from, to } => format!("from {from} to {to}"),
        FindingEventKind::Accepted { reason, until } => {
            format!("until {}: {reason}", until.format("%-d %b %Y"))
        }
        FindingEventKind::Resolved { evidence } => evidence.clone(),
        FindingEventKind::Reopened { flapping: true } => "within a day of being resolved".into(),
        _ => String::new(),
    }
}
