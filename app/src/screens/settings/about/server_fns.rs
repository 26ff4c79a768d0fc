use fleet::about::About;
use leptos::prelude::*;

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

#[server(prefix = "/fn", endpoint = "load_about", input = Json, output = Json)]
pub async fn load_about() -> Result<Loaded<About>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let about = caller.store.about(&caller.actor).await.map_err(refused)?;
    Ok(caller.loaded(about))
}
