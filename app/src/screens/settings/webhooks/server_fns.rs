use fleet::Paged;
use fleet::webhook::{Delivery, Webhook};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::query::DeliveryQuery;
use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// All webhooks, and whether there can be any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhooks {
    pub all: Vec<Webhook>,
    /// A demo tells nobody.
    pub demo: bool,
}

#[server(prefix = "/fn", endpoint = "load_webhooks", input = Json, output = Json)]
pub async fn load_webhooks() -> Result<Loaded<Webhooks>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let all = caller.store.list_webhooks(&caller.actor).await.map_err(refused)?;
    let demo = caller.store.installation().await.map_err(refused)?.is_demo();
    Ok(caller.loaded(Webhooks { all, demo }))
}

#[server(prefix = "/fn", endpoint = "load_webhook", input = Json, output = Json)]
pub async fn load_webhook(id: String) -> Result<Loaded<Webhook>, Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    use fleet::Problem;
    let caller = Caller::current()?;
    let id = read_id(&id)?;
    let webhook = caller.store.webhook(&caller.actor, id).await.map_err(refused)?;
    webhook.map(|webhook| caller.loaded(webhook)).ok_or_else(|| refuse(Problem::NotFound))
}

#[server(prefix = "/fn", endpoint = "load_deliveries", input = Json, output = Json)]
pub async fn load_deliveries(query: DeliveryQuery) -> Result<Loaded<Paged<Delivery>>, Failure> {
    use crate::caller::{Caller, read_id, refused};
    let caller = Caller::current()?;
    let id = read_id(&query.id)?;
    let page = fleet::Page::after(query.after, 25);
    let rows = caller.store.list_deliveries(&caller.actor, id, query.state, &page).await;
    Ok(caller.loaded(rows.map_err(refused)?))
}

/// Turns it on or off. `revision` is the one that was looked at.
#[server(prefix = "/fn", endpoint = "set_webhook_enabled")]
pub async fn set_webhook_enabled(id: String, revision: i64, enabled: bool) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    use fleet::Problem;
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    let known = store.webhook(&actor, id).await.map_err(refused)?;
    let settings = known.ok_or_else(|| refuse(Problem::NotFound))?.settings;
    let settings = fleet::webhook::WebhookSettings { enabled, ..settings };
    store.change_webhook(&actor, id, Some(revision), &settings, now).await.map_err(refused)?;
    Ok(())
}

/// Queues a message that says it is a test.
#[server(prefix = "/fn", endpoint = "test_webhook")]
pub async fn test_webhook(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.test_webhook(&actor, id, now).await.map_err(refused)?;
    Ok(())
}

/// Removes it with its messages and leads to those that are left.
#[server(prefix = "/fn", endpoint = "delete_webhook")]
pub async fn delete_webhook(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.delete_webhook(&actor, id, now).await.map_err(refused)?;
    leptos_axum::redirect("/settings/webhooks");
    Ok(())
}

/// Sends one message again.
#[server(prefix = "/fn", endpoint = "redeliver")]
pub async fn redeliver(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.redeliver(&actor, id, now).await.map_err(refused)?;
    Ok(())
}

/// Sends all messages of a webhook again that were given up.
#[server(prefix = "/fn", endpoint = "redeliver_dead")]
pub async fn redeliver_dead(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.redeliver_dead(&actor, id, now).await.map_err(refused)?;
    Ok(())
}
