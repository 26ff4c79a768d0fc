use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// The person signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub has_password: bool,
}

#[server(prefix = "/fn", endpoint = "load_account", input = Json, output = Json)]
pub async fn load_account() -> Result<Loaded<Account>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let has_password = caller.store.has_password(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(Account { name: caller.actor.name().to_owned(), has_password }))
}

/// Sets the password of who is signed in, and leads to signing in with it. `current` may be left out by who has none.
#[server(prefix = "/fn", endpoint = "set_password")]
pub async fn set_password(current: Option<String>, new: String) -> Result<(), Failure> {
    use crate::caller::{Caller, refuse, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = actor.user_id().ok_or_else(|| refuse(fleet::Problem::NotFound))?;
    store.set_password(&actor, id, current.as_deref(), &new, now).await.map_err(refused)?;
    leptos_axum::redirect("/sign-in?password=set");
    Ok(())
}
