use chrono::{DateTime, Utc};
use fleet::Paged;
use fleet::webhook::{Delivery, DeliveryFailure, DeliveryState};
use leptos::prelude::*;

use super::query::DeliveryQuery;
use super::server_fns::{Redeliver, RedeliverDead, load_deliveries};
use super::state::DeliveryTag;
use crate::components::moment::{Ago, On};
use crate::components::pager::Pager;
use crate::components::problem::{LoadFailed, RefusedBy};
use crate::components::scrolled::Scrolled;
use crate::components::section::Section;
use crate::now::Loaded;

/// Messages of a webhook, and what became of each.
#[component]
pub fn Deliveries(
    query: DeliveryQuery,
    /// How many were given up.
    dead: i64,
) -> impl IntoView {
    let again = query.clone();
    let rows = Resource::new_blocking(move || again.clone(), load_deliveries);
    let redeliver = ServerAction::<Redeliver>::new();
    view! {
        <Section id="messages" title="Messages">
            <States query=query.clone()/>
            <RefusedBy action=redeliver/>
            {(dead > 0).then(|| view! { <AllAgain id=query.id.clone() dead/> })}
            <Suspense>
                {move || {
                    let query = query.clone();
                    Suspend::new(async move {
                        match rows.await {
                            Ok(loaded) => view! { <DeliveryList query loaded redeliver/> }.into_any(),
                            Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Section>
    }
    .into_any()
}

#[component]
fn States(query: DeliveryQuery) -> impl IntoView {
    const STATES: [(&str, Option<DeliveryState>); 4] = [
        ("All", None),
        ("Waiting", Some(DeliveryState::Waiting)),
        ("Delivered", Some(DeliveryState::Delivered)),
        ("Given up", Some(DeliveryState::Dead)),
    ];
    view! {
        <div class="fbar">
            <div class="seg" role="group" aria-label="States">
                {STATES
                    .map(|(text, state)| {
                        let here = query.state == state;
                        view! {
                            <a href=query.in_state(state).href() aria-current=here.then_some("true")>
                                {text}
                            </a>
                        }
                    })}
            </div>
        </div>
    }
}

#[component]
fn AllAgain(id: String, dead: i64) -> impl IntoView {
    let again = ServerAction::<RedeliverDead>::new();
    view! {
        <RefusedBy action=again/>
        <ActionForm action=again attr:class="pact">
            <input type="hidden" name="id" value=id/>
            <button class="btn">{format!("Send all {dead} that were given up again")}</button>
        </ActionForm>
    }
}

#[component]
fn DeliveryList(
    query: DeliveryQuery,
    loaded: Loaded<Paged<Delivery>>,
    redeliver: ServerAction<Redeliver>,
) -> impl IntoView {
    let Loaded { now, value: page, .. } = loaded;
    let shown = i64::try_from(page.items.len()).unwrap_or(page.total);
    if shown == 0 {
        let text = match query.state {
            None => {
                "No message yet. The next change that fits makes one; a test shows at once whether they arrive."
            }
            Some(_) => "No message is in this state.",
        };
        return view! { <p class="sub pt-2">{text}</p> }.into_any();
    }
    let next = page.next.clone().map(|cursor| query.next(cursor).href());
    let first = query.after.is_some().then(|| query.in_state(query.state).href());
    view! {
        <Scrolled label="Messages table">
            <table class="lt">
                <thead>
                    <tr>
                        <th scope="col">"Message"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">"Attempts"</th>
                        <th scope="col" class="num">"Last"</th>
                        <th scope="col" class="num">"Next"</th>
                        <th scope="col">
                            <span class="vh">"Action"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {page
                        .items
                        .into_iter()
                        .map(|delivery| view! { <Row delivery redeliver now/> })
                        .collect_view()}
                </tbody>
            </table>
        </Scrolled>
        <Pager total=page.total shown page=query.page first next/>
    }
    .into_any()
}

#[component]
fn Row(delivery: Delivery, redeliver: ServerAction<Redeliver>, now: DateTime<Utc>) -> impl IntoView {
    let ago = |at: Option<DateTime<Utc>>| at.map(|at| view! { <Ago at now/> });
    let again = (delivery.state != DeliveryState::Delivered).then(|| {
        let text = if delivery.state == DeliveryState::Dead { "Send again" } else { "Try now" };
        let label = format!("{text}: {}", delivery.message_id);
        view! {
            <ActionForm action=redeliver>
                <input type="hidden" name="id" value=delivery.id.to_string()/>
                <button class="btn btn-s" aria-label=label>
                    {text}
                </button>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <td>
                <b class="wname">{delivery.kind.as_str()}</b>
                <p class="t2">
                    <On at=delivery.queued_at now/>
                </p>
            </td>
            <td>
                <DeliveryTag delivery=delivery.clone()/>
                {delivery.failure.as_ref().map(|failure| view! { <p class="t2 any">{why(failure)}</p> })}
            </td>
            <td class="num" data-label="attempts">{delivery.attempts}</td>
            <td class="num muted" data-label=delivery.last_attempt_at.map(|_| "last")>
                {ago(delivery.last_attempt_at)}
            </td>
            <td class="num muted" data-label=delivery.next_attempt_at.map(|_| "next")>
                {ago(delivery.next_attempt_at)}
            </td>
            <td class="c-act">{again}</td>
        </tr>
    }
    .into_any()
}

/// Why the last attempt failed, with the beginning of the answer where there was one.
fn why(failure: &DeliveryFailure) -> String {
    match failure {
        DeliveryFailure::Status { excerpt, .. } if !excerpt.is_empty() => format!("{failure}: {excerpt}"),
        _ => failure.to_string(),
    }
}
