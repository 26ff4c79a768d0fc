use chrono::{DateTime, Utc};
use fleet::job::JobRun;
use leptos::prelude::*;

use crate::components::moment::Ago;
use crate::components::scrolled::Scrolled;

#[component]
pub fn Jobs(runs: Vec<JobRun>, now: DateTime<Utc>) -> impl IntoView {
    if runs.is_empty() {
        return view! { <p class="sub pt-2">"None had anything to do yet. The first scan makes work for them."</p> }
            .into_any();
    }
    view! {
        <Scrolled label="Jobs table">
            <table class="lt">
                <thead>
                    <tr>
                        <th scope="col">"Job"</th>
                        <th scope="col">"Outcome"</th>
                        <th scope="col">"Did"</th>
                        <th scope="col" class="num">"Took"</th>
                        <th scope="col" class="num">"Ended"</th>
                    </tr>
                </thead>
                <tbody>{runs.into_iter().map(|run| view! { <Row run now/> }).collect_view()}</tbody>
            </table>
        </Scrolled>
    }
    .into_any()
}

#[component]
fn Row(run: JobRun, now: DateTime<Utc>) -> impl IntoView {
    let (class, word) = if run.failure.is_some() { ("tag crit", "Failed") } else { ("tag ok", "Done") };
    let did = run.failure.clone().unwrap_or_else(|| counts(&run));
    let took = (run.finished_at - run.started_at).num_milliseconds();
    view! {
        <tr>
            <td>
                <b class="strong">{run.job.replace('_', " ")}</b>
            </td>
            <td>
                <span class=class>{word}</span>
            </td>
            <td class="sub any">{did}</td>
            <td class="num muted" data-label="took">{format!("{took} ms")}</td>
            <td class="num muted" data-label="ended">
                <Ago at=run.finished_at now/>
            </td>
        </tr>
    }
    .into_any()
}

/// `3 scanned, 1 failed`: what was counted, without what was not.
fn counts(run: &JobRun) -> String {
    let counted = run.report.iter().filter(|(_, count)| **count != 0);
    counted.map(|(name, count)| format!("{count} {}", name.replace('_', " "))).collect::<Vec<_>>().join(", ")
}
