use chrono::{DateTime, Utc};
use fleet::webhook::{DeliveryState, Webhook};
use leptos::prelude::*;

use super::new::DemoTellsNobody;
use super::server_fns::{Webhooks, load_webhooks};
use super::state::{WebhookTag, kinds_of, scope_of};
use crate::components::moment::Ago;
use crate::components::problem::LoadFailed;
use crate::components::scrolled::Scrolled;
use crate::components::state::Empty;
use crate::href::{self, Query};
use crate::now::Loaded;
use crate::screens::settings::head::{Part, PartHead};

#[component]
pub fn WebhooksScreen() -> impl IntoView {
    let webhooks = Resource::new_blocking(|| (), |()| load_webhooks());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match webhooks.await {
                    Ok(loaded) => view! { <WebhookTable loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn WebhookTable(loaded: Loaded<Webhooks>) -> impl IntoView {
    let Loaded { now, role, value: Webhooks { all, demo } } = loaded;
    let add = (!demo).then(|| {
        view! {
            <a class="btn btn-p" href="/settings/webhooks/new">
                "Add a webhook"
            </a>
        }
    });
    let content = match (all.is_empty(), demo) {
        (true, true) => view! { <DemoTellsNobody/> }.into_any(),
        (true, false) => view! { <NoWebhook/> }.into_any(),
        (false, _) => view! { <Table all now/> }.into_any(),
    };
    view! {
        <PartHead part=Part::Webhooks role>{add}</PartHead>
        {content}
    }
    .into_any()
}

#[component]
fn NoWebhook() -> impl IntoView {
    view! {
        <Empty title="Nobody is told yet">
            <p class="sub">
                "A webhook posts a signed message whenever something happens to a finding: to a ticketing system, a chat, a script. What happened before it was added is not sent."
            </p>
        </Empty>
    }
}

#[component]
fn Table(all: Vec<Webhook>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Scrolled label="Webhooks table">
            <table class="tbl-hover lt">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Told of"</th>
                        <th scope="col">"In"</th>
                        <th scope="col" class="num">"Waiting"</th>
                        <th scope="col" class="num">"Given up"</th>
                    </tr>
                </thead>
                <tbody>{all.into_iter().map(|webhook| view! { <Row webhook now/> }).collect_view()}</tbody>
            </table>
        </Scrolled>
    }
    .into_any()
}

#[component]
fn Row(webhook: Webhook, now: DateTime<Utc>) -> impl IntoView {
    let page = href::webhook(webhook.id);
    let count = |count: i64, state: DeliveryState| {
        if count == 0 {
            return "0".into_any();
        }
        let href = Query::default().with("state", state.as_str()).on(&page);
        view! { <a class="lk" href=href>{count}</a> }.into_any()
    };
    let since = webhook.settings.enabled.then_some(webhook.failing_since).flatten();
    view! {
        <tr class:stale-row=!webhook.settings.enabled>
            <td>
                <a class="wname any" href=page.clone()>{webhook.settings.name.clone()}</a>
                <p class="t2 any">{webhook.settings.origin().to_owned()}</p>
            </td>
            <td>
                <WebhookTag webhook=webhook.clone()/>
                {since.map(|at| view! { <p class="t2">"since " <Ago at now/></p> })}
            </td>
            <td class="sub">{kinds_of(&webhook.settings.filter)}</td>
            <td class="sub any">{scope_of(&webhook.settings.filter)}</td>
            <td class="num" data-label="waiting">{count(webhook.waiting, DeliveryState::Waiting)}</td>
            <td class="num" data-label="given up">{count(webhook.dead, DeliveryState::Dead)}</td>
        </tr>
    }
    .into_any()
}
