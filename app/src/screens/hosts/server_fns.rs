use fleet::Scope;
use fleet::host::{HostDetail, HostRow};
use fleet::request::Request;
use leptos::prelude::*;

use crate::codec::Json;
use crate::failure::Failure;
use crate::now::Loaded;

#[server(prefix = "/fn", endpoint = "load_hosts", input = Json, output = Json)]
pub async fn load_hosts(scope: Scope) -> Result<Loaded<Vec<HostRow>>, Failure> {
    use crate::caller::{Caller, refused};
    let caller = Caller::current()?;
    let hosts = caller.store.list_hosts(&caller.actor, &scope, caller.now).await.map_err(refused)?;
    Ok(caller.loaded(hosts))
}

/// A host, and the scan asked for if `scan` names one.
#[server(prefix = "/fn", endpoint = "load_host", input = Json, output = Json)]
pub async fn load_host(
    id: String,
    scan: Option<String>,
) -> Result<Loaded<(HostDetail, Option<Request>)>, Failure> {
    use crate::caller::{Caller, read_id, refuse, refused};
    let caller = Caller::current()?;
    let id = read_id(&id)?;
    let host = caller.store.host(&caller.actor, id, caller.now).await.map_err(refused)?;
    let host = host.ok_or_else(|| refuse(fleet::Problem::NotFound))?;
    let request = find_request(&caller, scan).await?;
    Ok(caller.loaded((host, request)))
}

/// What became of a connection test; `None` without one.
#[server(prefix = "/fn", endpoint = "load_connection_test", input = Json, output = Json)]
pub async fn load_connection_test(test: Option<String>) -> Result<Loaded<Option<Request>>, Failure> {
    let caller = crate::caller::Caller::current()?;
    let request = find_request(&caller, test).await?;
    Ok(caller.loaded(request))
}

#[cfg(feature = "ssr")]
async fn find_request(
    caller: &crate::caller::Caller,
    id: Option<String>,
) -> Result<Option<Request>, Failure> {
    match id.and_then(|id| id.parse::<fleet::RequestId>().ok()) {
        Some(id) => caller.store.request(&caller.actor, id).await.map_err(crate::caller::refused),
        None => Ok(None),
    }
}

/// Asks for a test and leads to the page that shows it; what cannot be read leads back, with everything typed.
#[server(prefix = "/fn", endpoint = "test_connection")]
pub async fn test_connection(
    name: String,
    endpoint: String,
    labels: String,
    scan_interval_s: i64,
) -> Result<(), Failure> {
    use super::registration::Registration;
    use crate::caller::{Caller, refuse, refused};
    let caller = Caller::current()?;
    let registration = Registration { name, endpoint, labels, scan_interval_s };
    let host = registration.parse().map_err(|problem| {
        leptos_axum::redirect(&registration.query().on("/hosts/new"));
        refuse(problem)
    })?;
    let id = caller
        .store
        .request_connection_test(&caller.actor, host.endpoint, caller.now)
        .await
        .map_err(refused)?;
    leptos_axum::redirect(&registration.query().with("test", id).on("/hosts/new"));
    Ok(())
}

/// Registers the host, asks for its first scan and leads to it.
#[server(prefix = "/fn", endpoint = "add_host")]
pub async fn add_host(
    name: String,
    endpoint: String,
    labels: String,
    scan_interval_s: i64,
) -> Result<(), Failure> {
    use super::registration::Registration;
    use crate::caller::{Caller, refuse, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let host = Registration { name, endpoint, labels, scan_interval_s }.parse().map_err(refuse)?;
    let id = store.add_host(&actor, &host, now).await.map_err(refused)?;
    let scan = store.request_scan(&actor, id, now).await.map_err(refused)?;
    leptos_axum::redirect(&scan_page(id, scan));
    Ok(())
}

/// Asks for a scan and leads to the page that shows it.
#[server(prefix = "/fn", endpoint = "request_scan")]
pub async fn request_scan(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let caller = Caller::current()?;
    let id = read_id(&id)?;
    let scan = caller.store.request_scan(&caller.actor, id, caller.now).await.map_err(refused)?;
    leptos_axum::redirect(&scan_page(id, scan));
    Ok(())
}

/// Takes the engine behind a host for the right one, whatever clashes with it.
#[server(prefix = "/fn", endpoint = "acknowledge_clash")]
pub async fn acknowledge_clash(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.acknowledge_clash(&actor, id, now).await.map_err(refused)?;
    leptos_axum::redirect(&crate::href::host(id));
    Ok(())
}

/// Ends the host and leads to those that are left.
#[server(prefix = "/fn", endpoint = "remove_host")]
pub async fn remove_host(id: String) -> Result<(), Failure> {
    use crate::caller::{Caller, read_id, refused};
    let Caller { store, actor, now } = Caller::current()?;
    let id = read_id(&id)?;
    store.remove_host(&actor, id, now).await.map_err(refused)?;
    leptos_axum::redirect("/hosts");
    Ok(())
}

#[cfg(feature = "ssr")]
fn scan_page(host: fleet::HostId, scan: fleet::RequestId) -> String {
    crate::href::Query::default().with("scan", scan).on(&crate::href::host(host))
}
