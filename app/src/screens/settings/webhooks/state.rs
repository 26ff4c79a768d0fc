use fleet::change::ChangeFilter;
use fleet::webhook::{Delivery, DeliveryState, Webhook};
use leptos::prelude::*;

use super::choice::kind_title;
use crate::components::severity::title;

/// How it stands with a webhook, in a word.
#[component]
pub fn WebhookTag(webhook: Webhook) -> impl IntoView {
    let (class, text) = match (webhook.settings.enabled, webhook.failing_since) {
        (false, _) => ("tag", "Off"),
        (true, Some(_)) => ("tag crit", "Failing"),
        (true, None) => ("tag ok", "On"),
    };
    view! { <span class=class>{text}</span> }
}

#[component]
pub fn DeliveryTag(delivery: Delivery) -> impl IntoView {
    let (class, text) = match (delivery.state, delivery.attempts) {
        (DeliveryState::Waiting, 0) => ("tag acc", "Waiting"),
        (DeliveryState::Waiting, _) => ("tag warn", "Trying again"),
        (DeliveryState::Delivered, _) => ("tag ok", "Delivered"),
        (DeliveryState::Dead, _) => ("tag crit", "Given up"),
    };
    view! { <span class=class>{text}</span> }
}

/// What happens to findings that the filter takes.
pub fn kinds_of(filter: &ChangeFilter) -> String {
    listed(filter.kinds.iter().map(|kind| kind_title(*kind)), "everything that happens to findings")
}

pub fn severities_of(filter: &ChangeFilter) -> String {
    listed(filter.severities.iter().map(|severity| title(*severity)), "any")
}

/// The part of the fleet that the filter takes: `team=payments, project shop`.
pub fn scope_of(filter: &ChangeFilter) -> String {
    listed(filter.scope.conditions().iter().map(String::as_str), "the whole fleet")
}

fn listed<'a>(words: impl Iterator<Item = &'a str>, none: &str) -> String {
    let words: Vec<&str> = words.collect();
    if words.is_empty() { none.to_owned() } else { words.join(", ") }
}
