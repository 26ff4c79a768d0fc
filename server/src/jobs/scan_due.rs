//! Scans the hosts whose turn it is, beside one another: none waits for another, none harms another.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::scan::ScanOutcome;
use tokio::task::JoinSet;
use tracing::error;

use super::{Context, Report, scan};

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let free = u32::try_from(context.scans.available_permits()).unwrap_or(u32::MAX);
    if free == 0 {
        return Ok(Report::new());
    }
    let hosts = context.store.take_due_hosts(now, free, context.holder, scan::LEASE_S).await?;
    let mut scans = JoinSet::new();
    for host in hosts {
        let context = context.clone();
        scans.spawn(async move {
            let _place = Arc::clone(&context.scans).acquire_owned().await;
            scan::run(&context, &host, |_, _| ()).await
        });
    }
    let mut report = Report::new();
    while let Some(ended) = scans.join_next().await {
        let word = match ended {
            Ok(Ok(Ok((ScanOutcome::Complete, _)))) => "complete",
            Ok(Ok(Ok(_))) => "partial",
            Ok(Ok(Err(_))) => "failed",
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
    Ok(report)
}
