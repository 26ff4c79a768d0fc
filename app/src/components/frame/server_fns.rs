use fleet::Scope;
use fleet::overview::FleetSummary;
use fleet::scope::ScopeChoices;
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
    /// Of the scope.
    pub summary: FleetSummary,
    pub choices: ScopeChoices,
    pub version: String,
}

#[server(prefix = "/fn", endpoint = "load_surroundings", input = Json, output = Json)]
pub async fn load_surroundings(scope: Scope) -> Result<Loaded<Surroundings>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let summary = caller.store.summary(&caller.actor, &scope, caller.now).await.map_err(refused)?;
    let choices = caller.store.scope_choices(&caller.actor, &scope).await.map_err(refused)?;
    let has_password = caller.store.has_password(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(Surroundings {
        name: caller.actor.name().to_owned(),
        has_password,
        theme: Theme::of_request(),
        summary,
        choices,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}
