//! Tells webhooks what happened: makes messages of changes, and sends those whose turn it is.

use chrono::{DateTime, Utc};
use fleet::webhook::DeliveryState;
use store::{DueDelivery, StoreError};
use tokio::task::JoinSet;
use tracing::{error, info, warn};

use super::{Context, Report, places};
use crate::webhook::Message;

/// What a killed replica was sending is sent again after this; an attempt takes less.
const LEASE_S: i64 = 60;
/// Messages are taken again this often before the next run.
const ROUNDS: u32 = 20;
/// Old messages dropped in one run.
const DROPPED: u32 = 1_000;

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let mut report = Report::new();
    let queued = context.store.queue_deliveries(&context.address, now).await?;
    count(&mut report, "queued", queued.queued);
    for _ in 0..ROUNDS {
        let free = context.places.deliveries.take_free();
        let limit = places::count(&free);
        // A run may outlast a lease: each round counts from its own beginning.
        let due = context.store.take_deliveries(context.clock.now(), limit, context.holder, LEASE_S).await?;
        if due.is_empty() {
            break;
        }
        let mut attempts = JoinSet::new();
        for (delivery, place) in due.into_iter().zip(free) {
            let context = context.clone();
            attempts.spawn(async move {
                let _place = place;
                attempt(&context, delivery).await
            });
        }
        while let Some(ended) = attempts.join_next().await {
            let word = match ended {
                Ok(Ok(word)) => word,
                Ok(Err(fault)) => {
                    error!(%fault, "what became of a message could not be stored; it will be sent again");
                    "not_stored"
                }
                Err(fault) => {
                    error!(%fault, "a message ended abnormally; it will be sent again");
                    "not_stored"
                }
            };
            count(&mut report, word, 1);
        }
    }
    count(&mut report, "dropped", context.store.drop_deliveries(now, DROPPED).await?);
    Ok(report)
}

fn count(report: &mut Report, word: &str, more: u64) {
    *report.entry(word.into()).or_default() += i64::try_from(more).unwrap_or(i64::MAX);
}

async fn attempt(context: &Context, delivery: DueDelivery) -> Result<&'static str, StoreError> {
    let DueDelivery { id, webhook, url, signing, message_id, payload } = delivery;
    let sent_at = context.clock.now();
    let timestamp = sent_at.timestamp();
    let secrets =
        signing.versions(sent_at).into_iter().map(|version| context.keys.webhook_secret(webhook, version));
    let signatures: Vec<String> =
        secrets.map(|secret| secret.sign(&message_id, timestamp, &payload)).collect();
    let message =
        Message { url: &url, id: &message_id, timestamp, signatures: signatures.join(" "), payload };
    let outcome = context.sender.send(message).await;
    let now = context.clock.now();
    match outcome {
        Ok(()) => {
            context.store.delivered(id, context.holder, now).await?;
            Ok("delivered")
        }
        Err(failure) => {
            let state = context.store.delivery_failed(id, context.holder, &url, &failure, now).await?;
            if state == Some(DeliveryState::Dead) {
                warn!(%webhook, delivery = %id, fault = %failure, "a message was given up");
                return Ok("given_up");
            }
            if failure.is_gone() {
                warn!(%webhook, delivery = %id, "the receiver is gone; its webhook is turned off");
                return Ok("failed");
            }
            info!(%webhook, delivery = %id, fault = %failure, "a message did not arrive; it is tried again");
            Ok("failed")
        }
    }
}
