//! Scans the hosts whose turn it is, beside one another: none waits for another, none harms another.

use chrono::{DateTime, Utc};
use store::{DueHost, StoreError};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use tracing::error;

use super::scan::Ended;
use super::{Context, Report, places, scan};

type Scans = JoinSet<Result<Ended, StoreError>>;

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let Context { store, holder, .. } = context;
    let mut scans = Scans::new();
    let free = context.places.due.take_free();
    if !free.is_empty() {
        let hosts = store.take_due_hosts(now, places::count(&free), *holder, scan::LEASE_S).await?;
        start(&mut scans, context, hosts, free);
    }
    let free = context.places.failing.take_free();
    if !free.is_empty() {
        let hosts = store.take_failing_hosts(now, places::count(&free), *holder, scan::LEASE_S).await?;
        start(&mut scans, context, hosts, free);
    }
    Ok(reported(scans).await)
}

/// Each host in a place; the places that are left are free again.
fn start(scans: &mut Scans, context: &Context, hosts: Vec<DueHost>, free: Vec<OwnedSemaphorePermit>) {
    for (host, place) in hosts.into_iter().zip(free) {
        let context = context.clone();
        scans.spawn(async move {
            let _place = place;
            scan::run(&context, &host, |_, _| ()).await
        });
    }
}

async fn reported(mut scans: Scans) -> Report {
    let mut report = Report::new();
    while let Some(ended) = scans.join_next().await {
        let word = match ended {
            Ok(Ok(ended)) => ended.as_str(),
            Ok(Err(fault)) => {
                error!(%fault, "a scan could not be recorded; it will be made again");
                "not_recorded"
            }
            Err(fault) => {
                error!(%fault, "a scan ended abnormally; it will be made again");
                "not_recorded"
            }
        };
        *report.entry(word.into()).or_default() += 1;
    }
    report
}
