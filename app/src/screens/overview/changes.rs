use chrono::{DateTime, Utc};
use fleet::overview::Changes;
use fleet::workload::SeverityCounts;
use leptos::prelude::*;
use posture::Severity;

use crate::components::icon::Icon;
use crate::components::moment::On;
use crate::components::section::Section;
use crate::components::severity::SeverityHead;
use crate::scope;

const SHOWN: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

/// What opened, came back and was resolved in the period, by severity.
#[component]
pub fn ChangeMatrix(changes: Changes, since: DateTime<Utc>, stale: i64, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Section id="changes" title="What changed">
            <p class="t2 pt-1">"Findings since " <On at=since now/></p>
            <table class="mx">
                <SeverityHead severities=&SHOWN/>
                <tbody>
                    {row("New", changes.opened, Some("open"))}
                    {row("Reopened", changes.reopened, Some("reopened"))}
                    {row("Resolved", changes.resolved, Some("resolved"))}
                </tbody>
            </table>
            {(stale > 0)
                .then(|| {
                    view! {
                        <p class="t2 mt-2">
                            <Icon name="clock" small=true/>
                            " Findings of hosts that do not report stay open until the hosts are seen again."
                        </p>
                    }
                })}
        </Section>
    }
}

fn row(name: &'static str, counts: SeverityCounts, state: Option<&'static str>) -> impl IntoView {
    let cell = move |severity: Severity| {
        let count = counts.of(severity);
        let href = state.map(|state| scope::kept(&format!("/findings?state={state}&severity={severity}")));
        match href.filter(|_| count > 0) {
            Some(href) => view! { <td class="num"><a href=href>{count}</a></td> }.into_any(),
            None => view! { <td class="num muted">{count}</td> }.into_any(),
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {SHOWN.map(cell)}
            <td class="num strong">{counts.total()}</td>
        </tr>
    }
}
