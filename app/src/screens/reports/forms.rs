//! Plain forms: they need no script.

use chrono::{DateTime, Utc};
use fleet::report::ReportSchedule;
use leptos::prelude::*;

use crate::components::field::TextField;
use crate::components::moment::On;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Any week that has begun, for the fleet or for hosts with some labels.
#[component]
pub fn MakeForm(time_zone: String) -> impl IntoView {
    view! {
        <form class="panel" method="post" action="/reports/make">
            <TextField name="week" label="Week" hint="As in 2026-W46; empty: the last one that is over."/>
            <TextField name="time_zone" label="Time zone" value=time_zone hint="Such as Europe/Berlin." required=true/>
            <TextField name="labels" label="Only hosts with labels" hint="Optional: team=payments, env=prod."/>
            <div class="form-foot">
                <button class="btn btn-p">"Make the report"</button>
                <span class="t2">"It is archived and cannot be changed afterwards."</span>
            </div>
        </form>
    }
    .into_any()
}

#[component]
pub fn ScheduleForm(schedule: ReportSchedule, now: DateTime<Utc>) -> impl IntoView {
    let labels =
        schedule.scope.labels.pairs().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>();
    let day = |(number, name): (u8, &'static str)| {
        view! { <option value=number.to_string() selected=number == schedule.day>{name}</option> }
    };
    let hour = |hour: u8| {
        view! { <option value=hour.to_string() selected=hour == schedule.hour>{format!("{hour:02}:00")}</option> }
    };
    view! {
        <form class="panel" method="post" action="/reports/schedule">
            <p class="t2">
                {match schedule.next_at {
                    Some(at) => view! { "The next one is made on " <On at now/> ", for the week before." }.into_any(),
                    None => "No report is made by itself.".into_any(),
                }}
            </p>
            <div class="field">
                <label>
                    <input type="checkbox" name="enabled" checked=schedule.enabled/>
                    " Make a report each week"
                </label>
            </div>
            <div class="field">
                <label for="day">"Day"</label>
                <select class="select" id="day" name="day">
                    {(1..).zip(DAYS).map(day).collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="hour">"Hour"</label>
                <select class="select" id="hour" name="hour">
                    {(0..24).map(hour).collect_view()}
                </select>
            </div>
            <TextField id="schedule_zone" name="time_zone" label="Time zone" value=schedule.time_zone.clone() required=true/>
            <TextField
                id="schedule_labels"
                name="labels"
                label="Only hosts with labels"
                value=labels.join(", ")
                hint="Optional: team=payments, env=prod."
            />
            <TextField
                name="recipients"
                label="Recipients"
                value=schedule.recipients.join(" ")
                hint="Mail addresses, apart by spaces. Each gets a mail of its own with the PDF, if the operator has set a mail server."
            />
            <div class="form-foot">
                <button class="btn btn-p">"Save the schedule"</button>
            </div>
        </form>
    }
    .into_any()
}
