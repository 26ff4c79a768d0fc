use leptos::prelude::*;

use super::choice::{KindChoice, SeverityChoice};
use crate::Typed;
use crate::components::field::TextField;

/// Everything that can be said of a webhook, posted to the page that shows it.
#[component]
pub fn WebhookForm(
    typed: Typed,
    /// Where it is posted.
    action: String,
    submit: &'static str,
    /// Of the settings that were looked at.
    #[prop(optional)]
    revision: Option<i64>,
) -> impl IntoView {
    let text = |name| typed.text(name).to_owned();
    let hosts = typed.all("host").map(str::to_owned).collect::<Vec<_>>();
    view! {
        <form method="post" action=action>
            {revision.map(|revision| view! { <input type="hidden" name="revision" value=revision.to_string()/> })}
            <TextField
                name="name"
                label="Name"
                value=text("name")
                hint="Of who is told, for people."
                autocomplete="off"
                required=true
            />
            <TextField
                name="url"
                label="Address"
                value=text("url")
                hint="https://… Messages are posted there, signed as Standard Webhooks. Private addresses need the operator's leave."
                kind="url"
                autocomplete="off"
                required=true
            />
            <KindChoice typed=typed.clone()/>
            <SeverityChoice typed=typed.clone()/>
            <TextField
                name="labels"
                label="On hosts with the labels"
                value=text("labels")
                hint="Optional: team=payments, env=prod. Of several values of one label any."
            />
            <TextField name="projects" label="In the projects" value=text("projects") hint="Optional: shop, edge."/>
            <TextField name="rules" label="By the rules" value=text("rules") hint="Optional: MNT-001, SEC-001."/>
            {hosts
                .into_iter()
                .map(|host| view! { <input type="hidden" name="host" value=host/> })
                .collect_view()}
            <div class="form-foot">
                <button class="btn btn-p" type="submit">
                    {submit}
                </button>
            </div>
        </form>
    }
    .into_any()
}
