//! The engine of this machine, registered at the start so that the first thing a new user sees is real.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use fleet::host::NewHost;
use fleet::{Actor, Endpoint, Scope};
use store::Store;
use tracing::{info, warn};

const USUAL_SOCKET: &str = "/var/run/docker.sock";

/// Registers `named`, or the usual local engine if it answers and there is no host yet.
///
/// An engine that does not answer is no reason not to serve: it is logged and left to the dashboard.
pub async fn register(store: &Store, named: Option<&Endpoint>, now: DateTime<Utc>) {
    let registered = match named {
        Some(endpoint) => register_named(store, endpoint, now).await,
        None => register_usual(store, now).await,
    };
    if let Err(fault) = registered {
        warn!(fault = format!("{fault:#}"), "the local engine was not registered");
    }
}

async fn register_named(store: &Store, endpoint: &Endpoint, now: DateTime<Utc>) -> Result<()> {
    let hosts = store.list_hosts(&actor(), &Scope::default(), now).await?;
    if hosts.iter().any(|host| host.endpoint == *endpoint) {
        return Ok(());
    }
    // A host that is named is wanted, whether it answers now or later.
    let name = match collector::probe(endpoint, &collector::Settings::default()).await {
        Ok(probe) if !hosts.iter().any(|host| host.name == probe.name) => probe.name,
        // Two engines of one machine give the same name.
        Ok(_) => endpoint.to_string(),
        Err(fault) => {
            warn!(%endpoint, %fault, "the engine does not answer yet");
            endpoint.to_string()
        }
    };
    add(store, endpoint, name, now).await
}

async fn register_usual(store: &Store, now: DateTime<Utc>) -> Result<()> {
    if !store.list_hosts(&actor(), &Scope::default(), now).await?.is_empty() {
        return Ok(());
    }
    let endpoint = Endpoint::Unix(USUAL_SOCKET.into());
    match collector::probe(&endpoint, &collector::Settings::default()).await {
        Ok(probe) => add(store, &endpoint, probe.name, now).await,
        Err(fault) => {
            info!(%fault, "no engine on this machine; hosts are added in the dashboard");
            Ok(())
        }
    }
}

async fn add(store: &Store, endpoint: &Endpoint, name: String, now: DateTime<Utc>) -> Result<()> {
    let host = NewHost {
        name: if name.is_empty() { "local".into() } else { name.chars().take(100).collect() },
        endpoint: endpoint.clone(),
        labels: BTreeMap::new(),
        scan_interval_s: NewHost::DEFAULT_SCAN_INTERVAL_S,
    };
    store.add_host(&actor(), &host, now).await.with_context(|| format!("registering {endpoint}"))?;
    info!(name = host.name, %endpoint, "registered the local engine");
    Ok(())
}

fn actor() -> Actor {
    Actor::System("serve".into())
}
