use chrono::{DateTime, Duration, Utc};
use fleet::Role;
use fleet::access::Permission;
use fleet::finding::{FindingRow, FindingState};
use leptos::prelude::*;

use super::server_fns::{AcceptFinding, AcknowledgeFinding, RevokeAcceptance};
use crate::components::field::TextField;
use crate::components::problem::RefusedBy;

/// What can be decided about a finding, by those who may; above it why the last decision was refused, whatever
/// state the finding is in by now.
#[component]
pub fn Decisions(row: FindingRow, role: Role, now: DateTime<Utc>) -> impl IntoView {
    if role < Permission::WriteFindings.least_role() {
        return view! { <p class="t2 mt-2">"Deciding on findings needs the role analyst."</p> }.into_any();
    }
    let acknowledge = ServerAction::<AcknowledgeFinding>::new();
    let accept = ServerAction::<AcceptFinding>::new();
    let revoke = ServerAction::<RevokeAcceptance>::new();
    let forms = match row.state {
        FindingState::Resolved => ().into_any(),
        FindingState::Accepted => view! { <Revoke action=revoke row/> }.into_any(),
        FindingState::Acknowledged => view! { <Accept action=accept row now/> }.into_any(),
        FindingState::Open | FindingState::Reopened => view! {
            <Acknowledge action=acknowledge row=row.clone()/>
            <Accept action=accept row now/>
        }
        .into_any(),
    };
    view! {
        <RefusedBy action=acknowledge/>
        <RefusedBy action=accept/>
        <RefusedBy action=revoke/>
        {forms}
    }
    .into_any()
}

/// Which finding, and the state of it that was looked at.
#[component]
fn Which(row: FindingRow) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=row.id.to_string()/>
        <input type="hidden" name="revision" value=row.revision.to_string()/>
    }
}

#[component]
fn Acknowledge(action: ServerAction<AcknowledgeFinding>, row: FindingRow) -> impl IntoView {
    view! {
        <ActionForm action attr:class="pact">
            <Which row/>
            <button class="btn btn-p">"Acknowledge"</button>
            <span class="t2">"Seen, and being worked on. The score stays as it is."</span>
        </ActionForm>
    }
}

#[component]
fn Accept(action: ServerAction<AcceptFinding>, row: FindingRow, now: DateTime<Utc>) -> impl IntoView {
    const LONGEST_DAYS: i64 = 730;
    let day = move |days| (now + Duration::days(days)).format("%Y-%m-%d").to_string();
    let gain = (row.gain > 0.0).then(|| {
        format!(
            " The score rises by {} points; the raw score keeps counting it.",
            fleet::points::score(row.gain)
        )
    });
    view! {
        <details class="more-box pact-box">
            <summary class="btn">"Accept the risk…"</summary>
            <ActionForm action>
                <Which row/>
                <p class="t2 mt-2">
                    "An accepted finding does not count until the day you name; then it counts again by itself."
                    {gain}
                </p>
                <div class="field">
                    <label for="reason">"Reason"</label>
                    <textarea
                        class="area"
                        id="reason"
                        name="reason"
                        required
                        minlength="3"
                        maxlength="2000"
                        aria-describedby="reason-hint"
                    ></textarea>
                    <p class="hint" id="reason-hint">"Why this is acceptable, for whoever reads it in an audit."</p>
                </div>
                <TextField
                    name="until"
                    label="Until"
                    kind="date"
                    min=day(1)
                    max=day(LONGEST_DAYS - 1)
                    hint="The last day, in UTC; at most two years ahead."
                    required=true
                />
                <div class="form-foot">
                    <button class="btn btn-p">"Accept until then"</button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Revoke(action: ServerAction<RevokeAcceptance>, row: FindingRow) -> impl IntoView {
    view! {
        <ActionForm action attr:class="pact">
            <Which row/>
            <button class="btn">"Take the acceptance back"</button>
            <span class="t2">"It counts again at once."</span>
        </ActionForm>
    }
}
