use leptos::prelude::*;

use super::form::WebhookForm;
use super::server_fns::load_webhooks;
use crate::Answer;
use crate::components::problem::LoadFailed;
use crate::components::state::{Notice, Tone};
use crate::components::thing_head::ThingHead;
use crate::screens::settings::head::Part;
use crate::screens::settings::once::ShownOnce;
use crate::screens::settings::refusal::RefusedHere;

/// Adding a webhook is answered with the secret that its messages are signed with.
#[component]
pub fn NewWebhookScreen() -> impl IntoView {
    let answer = use_context::<Answer>();
    // Who may not see webhooks may not add any.
    let webhooks = Resource::new_blocking(|| (), |()| load_webhooks());
    view! {
        <Suspense>
            {move || {
                let answer = answer.clone();
                Suspend::new(async move {
                    match webhooks.await {
                        Ok(loaded) => view! { <NewWebhook answer demo=loaded.value.demo/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The form, or what became of it.
#[component]
pub fn NewWebhook(answer: Option<Answer>, demo: bool) -> impl IntoView {
    let content = match answer {
        _ if demo => view! { <DemoTellsNobody/> }.into_any(),
        Some(Answer::WebhookSecret { name, secret }) => view! {
            <ShownOnce label="Signing secret" secret>
                <b class="strong">{name}</b>
                " is told of what happens from now on. With this secret it checks that messages are ours."
            </ShownOnce>
            <div class="form-foot">
                <a class="btn" href=Part::Webhooks.path()>
                    "All webhooks"
                </a>
            </div>
        }
        .into_any(),
        answer => {
            let typed = answer.as_ref().and_then(Answer::typed).cloned().unwrap_or_default();
            view! {
                <RefusedHere answer/>
                <WebhookForm typed action="/settings/webhooks/new".to_owned() submit="Add the webhook"/>
            }
            .into_any()
        }
    };
    view! {
        <ThingHead back=Part::Webhooks.link() title="Add a webhook"/>
        <div class="panel">{content}</div>
    }
    .into_any()
}

/// Why there is nothing to add.
#[component]
pub fn DemoTellsNobody() -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning>
            "This is a demo with a simulated fleet: it reaches nobody outside, so it has no webhooks."
        </Notice>
    }
}
