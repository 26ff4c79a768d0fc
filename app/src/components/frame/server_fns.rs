use fleet::overview::FleetSummary;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;
use crate::theme::Theme;

/// What the frame shows on every screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    pub name: String,
    pub has_password: bool,
    pub theme: Theme,
    pub summary: FleetSummary,
    pub version: String,
}

#[server(prefix = "/fn", endpoint = "load_surroundings", input = Json, output = Json)]
pub async fn load_surroundings() -> Result<Loaded<Surroundings>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let summary =
        caller.store.summary(&caller.actor, &fleet::Scope::default(), caller.now).await.map_err(refused)?;
    let has_password = caller.store.has_password(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(Surroundings {
        name: caller.actor.name().to_owned(),
        has_password,
        theme: Theme::of_request(),
        summary,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}
