use fleet::session::User;
use fleet::{Role, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// Everybody, and which of them asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users {
    pub all: Vec<User>,
    pub own: Option<UserId>,
}

#[server(prefix = "/fn", endpoint = "load_users", input = Json, output = Json)]
pub async fn load_users() -> Result<Loaded<Users>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let all = caller.store.list_users(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(Users { all, own: caller.actor.user_id() }))
}

#[server(prefix = "/fn", endpoint = "set_role")]
pub async fn set_role(id: String, role: Role) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.set_role(&actor, id, role, now).await.map_err(refused)
}

/// Takes somebody's access away or gives it back.
#[server(prefix = "/fn", endpoint = "set_user_disabled")]
pub async fn set_user_disabled(id: String, disabled: bool) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.set_user_disabled(&actor, id, disabled, now).await.map_err(refused)
}
