use chrono::{DateTime, Utc};
use fleet::webhook::Webhook;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::deliveries::Deliveries;
use super::query::DeliveryQuery;
use super::server_fns::{DeleteWebhook, SetWebhookEnabled, TestWebhook, load_webhook};
use super::state::{WebhookTag, kinds_of, scope_of, severities_of};
use crate::Answer;
use crate::components::moment::Ago;
use crate::components::problem::{LoadFailed, RefusedBy};
use crate::components::section::Section;
use crate::components::state::{Notice, Tone};
use crate::components::thing_head::ThingHead;
use crate::href;
use crate::now::Loaded;
use crate::screens::settings::head::Part;
use crate::screens::settings::once::ShownOnce;
use crate::screens::settings::refusal::RefusedHere;

#[component]
pub fn WebhookScreen() -> impl IntoView {
    let answer = use_context::<Answer>();
    let (params, query) = (use_params_map(), use_query_map());
    let id = params.with_untracked(|params| params.get("id")).unwrap_or_default();
    let messages = query.with_untracked(|query| DeliveryQuery::read(id.clone(), query));
    let webhook = Resource::new_blocking(move || id.clone(), load_webhook);
    view! {
        <Suspense>
            {move || {
                let (answer, messages) = (answer.clone(), messages.clone());
                Suspend::new(async move {
                    match webhook.await {
                        Ok(loaded) => view! { <WebhookPage loaded messages answer/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn WebhookPage(
    loaded: Loaded<Webhook>,
    messages: DeliveryQuery,
    answer: Option<Answer>,
) -> impl IntoView {
    let Loaded { now, value: webhook, .. } = loaded;
    let secret = match &answer {
        Some(Answer::WebhookSecret { secret, .. }) => Some(secret.clone()),
        _ => None,
    };
    view! {
        <Head webhook=webhook.clone() now/>
        {secret
            .map(|secret| {
                view! {
                    <div class="panel mb-6">
                        <ShownOnce label="Signing secret" secret>
                            "Messages are signed with it from now on, and with the one before for another day."
                        </ShownOnce>
                    </div>
                }
            })}
        <RefusedHere answer/>
        <Failing webhook=webhook.clone() now/>
        <div class="wk">
            <div class="stack">
                <Deliveries query=messages dead=webhook.dead/>
            </div>
            <aside class="wk-r" aria-label="Settings of the webhook">
                <Told webhook=webhook.clone()/>
                <RenewSecret webhook=webhook.clone() now/>
                <Removal webhook/>
            </aside>
        </div>
    }
    .into_any()
}

#[component]
fn Head(webhook: Webhook, now: DateTime<Utc>) -> impl IntoView {
    let test = ServerAction::<TestWebhook>::new();
    let set = ServerAction::<SetWebhookEnabled>::new();
    let id = webhook.id.to_string();
    let enabled = webhook.settings.enabled;
    let tested = id.clone();
    let send = enabled.then(|| {
        view! {
            <ActionForm action=test>
                <input type="hidden" name="id" value=tested/>
                <button class="btn">"Send a test"</button>
            </ActionForm>
        }
    });
    let actions = view! {
        {send}
        <ActionForm action=set>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="revision" value=webhook.revision.to_string()/>
            <input type="hidden" name="enabled" value=(!enabled).to_string()/>
            <button class="btn">{if enabled { "Turn off" } else { "Turn on" }}</button>
        </ActionForm>
    };
    view! {
        <RefusedBy action=test/>
        <RefusedBy action=set/>
        <ThingHead
            back=Part::Webhooks.link()
            title=webhook.settings.name.clone()
            actions=Some(actions.into_any())
        >
            <p class="facts">
                <span>
                    <WebhookTag webhook=webhook.clone()/>
                </span>
                <span class="any">"added by " {webhook.created_by.clone()} " " <Ago at=webhook.created_at now/></span>
            </p>
        </ThingHead>
    }
    .into_any()
}

#[component]
fn Failing(webhook: Webhook, now: DateTime<Utc>) -> impl IntoView {
    let failing = webhook.failing_since.filter(|_| webhook.settings.enabled).map(|at| {
        view! {
            <Notice tone=Tone::Error>
                <b class="strong">"Every attempt has failed since " <Ago at now/> ". "</b>
                "Each message is tried for a day, then given up; nothing is lost before that."
            </Notice>
        }
    });
    let off = (!webhook.settings.enabled).then(|| {
        view! {
            <Notice tone=Tone::Warning>
                <b class="strong">"It is off. "</b>
                "What happens meanwhile is not sent later; messages that wait are held until it is on again."
            </Notice>
        }
    });
    view! { <div class="notices">{failing}{off}</div> }
}

#[component]
fn Told(webhook: Webhook) -> impl IntoView {
    let filter = webhook.settings.filter.clone();
    let rules =
        (!filter.rules.is_empty()).then(|| view! { <dt>"Rules"</dt><dd>{filter.rules.join(", ")}</dd> });
    let more = (format!("{}/change", href::webhook(webhook.id)), "Change".to_owned());
    view! {
        <Section id="told" title="Who is told of what" more>
            <dl class="dl">
                <dt>"Address"</dt>
                <dd class="mono">{webhook.settings.url.clone()}</dd>
                <dt>"Findings"</dt>
                <dd>{kinds_of(&filter)}</dd>
                <dt>"Severity"</dt>
                <dd>{severities_of(&filter)}</dd>
                <dt>"In"</dt>
                <dd>{scope_of(&filter)}</dd>
                {rules}
            </dl>
        </Section>
    }
}

/// Posted to the page, which shows the new secret in its answer.
#[component]
fn RenewSecret(webhook: Webhook, now: DateTime<Utc>) -> impl IntoView {
    let renewed =
        webhook.signing.renewed_at.map(|at| view! { <p class="t2 mt-2">"Renewed " <Ago at now/> "."</p> });
    view! {
        <Section id="secret-section" title="Signing secret">
            {renewed}
            <details class="more-box mt-2">
                <summary class="btn">"Make a new secret…"</summary>
                <form method="post" action=href::webhook(webhook.id)>
                    <p class="t2 mt-2">
                        "It is shown once. For a day messages carry two signatures, one of each secret, so that the receiver has time to change."
                    </p>
                    <div class="form-foot">
                        <button class="btn" type="submit">
                            "Make a new secret"
                        </button>
                    </div>
                </form>
            </details>
        </Section>
    }
    .into_any()
}

#[component]
fn Removal(webhook: Webhook) -> impl IntoView {
    let remove = ServerAction::<DeleteWebhook>::new();
    view! {
        <RefusedBy action=remove/>
        <details class="more-box">
            <summary class="btn">"Remove this webhook…"</summary>
            <ActionForm action=remove>
                <input type="hidden" name="id" value=webhook.id.to_string()/>
                <p class="t2 mt-2 any">
                    <b class="strong">{webhook.settings.name}</b>
                    " is told of nothing any more. Its messages go too, sent or not."
                </p>
                <div class="form-foot">
                    <button class="btn">"Remove it"</button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
