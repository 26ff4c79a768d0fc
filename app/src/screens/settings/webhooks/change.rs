use fleet::webhook::Webhook;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::form::WebhookForm;
use super::server_fns::load_webhook;
use super::typed::typed_of;
use crate::Answer;
use crate::components::problem::LoadFailed;
use crate::components::thing_head::ThingHead;
use crate::href;
use crate::screens::settings::head::Part;
use crate::screens::settings::refusal::RefusedHere;

/// Other settings for a webhook; taken, they lead to its page.
#[component]
pub fn ChangeWebhookScreen() -> impl IntoView {
    let answer = use_context::<Answer>();
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id")).unwrap_or_default();
    let webhook = Resource::new_blocking(move || id.clone(), load_webhook);
    view! {
        <Suspense>
            {move || {
                let answer = answer.clone();
                Suspend::new(async move {
                    match webhook.await {
                        Ok(loaded) => view! { <ChangeWebhook webhook=loaded.value answer/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
pub fn ChangeWebhook(webhook: Webhook, answer: Option<Answer>) -> impl IntoView {
    let typed = answer.as_ref().and_then(Answer::typed).cloned();
    let revision = webhook.revision;
    let typed = typed.unwrap_or_else(|| typed_of(&webhook.settings));
    let page = href::webhook(webhook.id);
    view! {
        <ThingHead back=Part::Webhooks.link() title=format!("Change {}", webhook.settings.name)/>
        <div class="panel">
            <RefusedHere answer/>
            <WebhookForm typed action=format!("{page}/change") submit="Change it" revision/>
        </div>
    }
    .into_any()
}
