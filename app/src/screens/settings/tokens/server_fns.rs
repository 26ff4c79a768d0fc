use fleet::token::Token;
use leptos::prelude::*;

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

#[server(prefix = "/fn", endpoint = "load_tokens", input = Json, output = Json)]
pub async fn load_tokens() -> Result<Loaded<Vec<Token>>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let tokens = caller.store.list_tokens(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(tokens))
}

/// Ends a token and leads to those that are left.
#[server(prefix = "/fn", endpoint = "revoke_token")]
pub async fn revoke_token(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.revoke_token(&actor, id, now).await.map_err(refused)?;
    leptos_axum::redirect("/settings/tokens");
    Ok(())
}
