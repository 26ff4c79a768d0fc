use std::convert::Infallible;

use axum::extract::FromRequestParts;
use chrono::{DateTime, Utc};
use fleet::Actor;
use http::request::Parts;
use store::Store;

use crate::AppState;

/// Who asks, when, and whom to ask: what every operation begins with.
pub struct Caller {
    pub store: Store,
    pub actor: Actor,
    pub now: DateTime<Utc>,
}

impl Caller {
    /// For showing the caller what they have just made or changed, whether or not they may read the rest.
    pub fn reader(&self) -> Actor {
        Actor::System("api".into())
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let actor = parts.extensions.get::<Actor>().cloned();
        Ok(Self {
            store: state.store.clone(),
            actor: actor.expect("every operation stands behind `authenticate::require`"),
            now: state.clock.now(),
        })
    }
}
