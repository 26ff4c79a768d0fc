//! Works what people asked for: scans and connection tests.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::request::{Progress, Request, RequestKind};
use fleet::scan::ScanError;
use fleet::{Endpoint, HostId, RequestId};
use store::{DueHost, HostTurn, StoreError};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{debug, error, warn};

use super::held::while_held;
use super::scan::Ended;
use super::{Context, Report, places, scan};

/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(250);
/// A connection test answers while somebody looks at the form.
const LONGEST_TEST: Duration = Duration::from_secs(20);
/// A host that is being scanned is asked for again after this.
const BUSY_FOR: TimeDelta = TimeDelta::seconds(1);

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let free = context.places.requested.take_free();
    if free.is_empty() {
        return Ok(Report::new());
    }
    let limit = places::count(&free);
    let requests = context.store.take_requests(now, limit, context.holder, scan::LEASE_S).await?;
    let mut works = JoinSet::new();
    for (request, place) in requests.into_iter().zip(free) {
        let context = context.clone();
        works.spawn(async move {
            let _place = place;
            Box::pin(work(&context, &request)).await
        });
    }
    let mut report = Report::new();
    while let Some(ended) = works.join_next().await {
        let word = match ended {
            Ok(Ok(true)) => "answered",
            Ok(Ok(false)) => continue,
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

/// Whether it is answered; otherwise it waits for its turn, or somebody else works it now.
async fn work(context: &Context, request: &Request) -> Result<bool, StoreError> {
    let renew =
        || context.store.renew_request(request.id, context.clock.now(), context.holder, scan::LEASE_S);
    let Some(over) = while_held(scan::RENEW_EVERY, renew, Box::pin(answer(context, request))).await else {
        warn!(request = %request.id, "a request was dropped: its lease was lost");
        return Ok(false);
    };
    let Some(over) = over? else {
        let until = context.clock.now() + BUSY_FOR;
        context.store.postpone_request(request.id, context.holder, until).await?;
        return Ok(false);
    };
    context.store.report_progress(request.id, &over).await?;
    Ok(true)
}

/// `None`: its turn has not come.
async fn answer(context: &Context, request: &Request) -> Result<Option<Progress>, StoreError> {
    match &request.wants {
        RequestKind::Scan { host } => scan_host(context, request.id, *host).await,
        RequestKind::TestConnection { endpoint } => Ok(Some(test(endpoint).await)),
    }
}

async fn test(endpoint: &Endpoint) -> Progress {
    let settings = collector::Settings { scan_timeout: LONGEST_TEST, ..collector::Settings::default() };
    match collector::probe(endpoint, &settings).await {
        Ok(found) => {
            Progress::Connected { engine: found.engine, name: found.name, containers: found.containers }
        }
        Err(error) => Progress::Failed { error },
    }
}

async fn scan_host(
    context: &Context,
    request: RequestId,
    host: HostId,
) -> Result<Option<Progress>, StoreError> {
    let taken = context.store.take_host(host, context.clock.now(), context.holder, scan::LEASE_S).await?;
    match taken {
        HostTurn::Taken(host) => scan_telling(context, request, &host).await,
        HostTurn::Busy => Ok(None),
        // Removed since it was asked for: there is nothing to scan any more.
        HostTurn::Gone => Ok(Some(Progress::Failed { error: ScanError::Interrupted })),
    }
}

async fn scan_telling(
    context: &Context,
    request: RequestId,
    host: &DueHost,
) -> Result<Option<Progress>, StoreError> {
    let (seen, hears) = watch::channel((0, 0));
    let telling = tokio::spawn(tell(context.clone(), request, hears));
    let ended = scan::run(context, host, move |done, total| {
        seen.send_replace((done, total));
    })
    .await;
    // The sender is gone with the scan, so this ends; nothing is told after the end.
    let _ = telling.await;
    Ok(match ended? {
        Ended::Recorded(_, recorded) => Some(Progress::Scanned { recorded }),
        Ended::Failed(error) => Some(Progress::Failed { error }),
        Ended::Lost => None,
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
