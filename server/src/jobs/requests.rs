//! Works what people asked for: scans and connection tests.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use fleet::request::{Progress, Request, RequestKind};
use fleet::{HostId, RequestId};
use store::StoreError;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{debug, error};

use super::{Context, Report, scan};

const AT_ONCE: u32 = 8;
/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(250);

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let requests = context.store.take_requests(now, AT_ONCE, context.holder, scan::LEASE_S).await?;
    let mut works = JoinSet::new();
    for request in requests {
        let context = context.clone();
        works.spawn(async move { work(&context, &request).await });
    }
    let mut report = Report::new();
    while let Some(ended) = works.join_next().await {
        let word = match ended {
            Ok(Ok(())) => "answered",
            Ok(Err(fault)) => {
                error!(%fault, "a request could not be answered; it will be tried again");
                "not_answered"
            }
            Err(fault) => {
                error!(%fault, "a request ended abnormally; it will be tried again");
                "not_answered"
            }
        };
        *report.entry(word.into()).or_default() += 1;
    }
    Ok(report)
}

async fn work(context: &Context, request: &Request) -> Result<(), StoreError> {
    let over = match &request.wants {
        RequestKind::Scan { host } => scan_host(context, request.id, *host).await?,
        RequestKind::TestConnection { endpoint } => {
            match collector::probe(endpoint, &collector::Settings::default()).await {
                Ok(found) => Progress::Connected {
                    engine: found.engine,
                    name: found.name,
                    containers: found.containers,
                },
                Err(error) => Progress::Failed { error },
            }
        }
    };
    context.store.report_progress(request.id, &over).await
}

async fn scan_host(context: &Context, request: RequestId, host: HostId) -> Result<Progress, StoreError> {
    let Some(host) = context.store.due_host(host).await? else {
        // Removed since it was asked for: there is nothing to scan any more.
        return Ok(Progress::Failed { error: fleet::scan::ScanError::Interrupted });
    };
    let _place = Arc::clone(&context.scans).acquire_owned().await;
    let (seen, hears) = watch::channel((0, 0));
    let telling = tokio::spawn(tell(context.clone(), request, hears));
    let outcome = scan::run(context, &host, move |done, total| {
        seen.send_replace((done, total));
    })
    .await;
    // The sender is gone with the scan, so this ends; nothing is told after the end.
    let _ = telling.await;
    Ok(match outcome? {
        Ok((_, recorded)) => Progress::Scanned { recorded },
        Err(error) => Progress::Failed { error },
    })
}

/// Tells how far a scan is, until it is over.
async fn tell(context: Context, request: RequestId, mut hears: watch::Receiver<(u32, u32)>) {
    while hears.changed().await.is_ok() {
        let (done, total) = *hears.borrow_and_update();
        if let Err(fault) = context.store.report_progress(request, &Progress::Running { done, total }).await {
            debug!(%fault, "progress could not be told");
        }
        tokio::time::sleep(TOLD_EVERY).await;
    }
}
