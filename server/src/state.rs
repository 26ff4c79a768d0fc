//! What every request handler can reach.

use std::sync::Arc;

use axum::extract::FromRef;
use fleet::Installation;
use leptos::config::LeptosOptions;
use store::Store;
use tokio_util::sync::CancellationToken;

use crate::api::RateLimit;
use crate::config::Exposure;
use crate::http::{Notifications, SessionCookie, Throttle};
use crate::jobs::Pulse;
use crate::webhook::Webhooks;
use crate::{Clock, USUAL_ADDRESS};

#[derive(Clone)]
pub struct AppState {
    pub store: Store,
    pub clock: Clock,
    pub exposure: Exposure,
    pub public_url: Option<String>,
    /// What the database is for; every page of a demo says so.
    pub installation: Installation,
    pub cookie: SessionCookie,
    pub throttle: Arc<Throttle>,
    pub rate: Arc<RateLimit>,
    pub notifications: Notifications,
    /// Whether the background jobs of this process are alive.
    pub pulse: Pulse,
    /// Where people reach the dashboard, without a final slash.
    pub address: String,
    pub webhooks: Webhooks,
    /// Cancelled when the server shuts down: streams that never end by themselves end then.
    pub stop: CancellationToken,
    leptos: LeptosOptions,
}

impl AppState {
    /// Must be called on a tokio runtime: it begins to listen to the database's notifications.
    pub fn new(
        store: Store,
        clock: Clock,
        exposure: Exposure,
        pulse: Pulse,
        stop: CancellationToken,
    ) -> Self {
        Self {
            notifications: Notifications::start(store.clone(), stop.clone()),
            store,
            rate: Arc::new(RateLimit::new(RateLimit::DEFAULT_PER_MINUTE, clock.clone())),
            clock,
            cookie: SessionCookie::new(exposure.is_encrypted()),
            exposure,
            public_url: None,
            installation: Installation::Real,
            throttle: Arc::default(),
            pulse,
            address: USUAL_ADDRESS.into(),
            webhooks: Webhooks::passing(),
            stop,
            leptos: LeptosOptions::builder().output_name("plimsoll").build(),
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
