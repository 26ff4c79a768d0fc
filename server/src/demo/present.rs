//! The present: the engines follow the clock, and where something happens a scan is asked for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use fleet::{HostId, Scope};
use store::{Store, StoreError};
use tracing::{debug, warn};

use super::{Engines, narrator};
use crate::Clock;

const STEP: Duration = Duration::from_secs(5);

/// Goes on until it is dropped.
pub async fn go_on(mut engines: Engines, store: Store, clock: Clock) {
    loop {
        let now = clock.now();
        if let Err(fault) = step(&mut engines, &store, now).await {
            warn!(%fault, "the simulated fleet could not be scanned");
        }
        tokio::time::sleep(STEP).await;
    }
}

async fn step(engines: &mut Engines, store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut changed = Vec::new();
    for host in 0..engines.timeline.hosts.len() {
        match engines.bring(host, now) {
            Ok(true) => changed.push(engines.timeline.hosts[host].name.clone()),
            Ok(false) => {}
            Err(fault) => debug!(fault = format!("{fault:#}"), "a simulated engine is gone"),
        }
    }
    engines.forget_requests();
    if changed.is_empty() {
        return Ok(());
    }
    let hosts = store.list_hosts(&narrator(), &Scope::default(), now).await?;
    let concerned = hosts.iter().filter(|host| changed.contains(&host.name)).map(|host| host.id);
    for host in concerned.collect::<Vec<HostId>>() {
        store.request_scan(&narrator(), host, now).await?;
    }
    Ok(())
}
