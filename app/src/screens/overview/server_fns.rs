use fleet::Scope;
use fleet::overview::Overview;
use fleet::trend::{TrendPoint, TrendRange};
use leptos::prelude::*;

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

/// Changes are those of the period shown.
#[server(prefix = "/fn", endpoint = "load_overview", input = Json, output = Json)]
pub async fn load_overview(
    scope: Scope,
    range: TrendRange,
) -> Result<Loaded<(Overview, Vec<TrendPoint>)>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let Caller { store, actor, now } = &caller;
    let since = *now - chrono::Duration::days(range.days());
    let overview = store.overview(actor, &scope, since, *now).await.map_err(refused)?;
    let points = store.trend(actor, &scope, range, *now).await.map_err(refused)?;
    Ok(caller.loaded((overview, points)))
}
