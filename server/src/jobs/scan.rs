//! One scan of one host, from the engine to the database.

use std::time::{Duration, Instant};

use fleet::scan::{ScanError, ScanOutcome, ScanRecorded};
use metrics::{counter, histogram};
use store::{DueHost, StoreError, failpoint};
use tracing::{info, warn};

use super::Context;
use super::held::while_held;

/// A host of 1,000 containers takes seconds; one that takes longer than this is in trouble.
const LONGEST: Duration = Duration::from_secs(90);
/// What a killed replica was scanning waits this long.
pub const LEASE_S: i64 = 30;
/// The lease is renewed often enough to live through two renewals that fail.
pub const RENEW_EVERY: Duration = Duration::from_secs(8);

/// What became of one scan.
pub enum Ended {
    Recorded(ScanOutcome, ScanRecorded),
    Failed(ScanError),
    /// Somebody else holds the host now; nothing was recorded.
    Lost,
}

impl Ended {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Recorded(outcome, _) => outcome.as_str(),
            Self::Failed(_) => ScanOutcome::Failed.as_str(),
            Self::Lost => "lost",
        }
    }
}

/// Scans `host`, whose lease this process has, and records what was seen, or why nothing was. `progress` hears of
/// (done, total) containers.
pub async fn run(
    context: &Context,
    host: &DueHost,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<Ended, StoreError> {
    let begun = Instant::now();
    let renew = || context.store.renew_host(host.id, context.clock.now(), context.holder, LEASE_S);
    let ended =
        while_held(RENEW_EVERY, renew, scan(context, host, progress)).await.unwrap_or(Ok(Ended::Lost))?;
    match &ended {
        Ended::Recorded(outcome, recorded) => {
            info!(host = %host.id, outcome = outcome.as_str(), containers = recorded.containers, "scanned");
        }
        Ended::Failed(error) => {
            warn!(host = %host.id, cause = error.cause(), fault = %error, "a scan failed");
        }
        Ended::Lost => warn!(host = %host.id, "a scan was cut off: its lease was lost"),
    }
    counter!("plimsoll_scans_total", "outcome" => ended.as_str()).increment(1);
    histogram!("plimsoll_scan_seconds").record(begun.elapsed().as_secs_f64());
    Ok(ended)
}

async fn scan(
    context: &Context,
    host: &DueHost,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<Ended, StoreError> {
    context.store.scan_began(host.id, context.clock.now()).await?;
    let settings = collector::Settings { scan_timeout: LONGEST, ..collector::Settings::default() };
    let now = || context.clock.now();
    let collected = collector::collect(&host.endpoint, &settings, &context.keys.ingest, now, progress).await;
    failpoint::hit("scan.after_collect").await;
    match collected {
        Ok(mut scan) => {
            context.keys.seal(&mut scan);
            let recorded = context.store.record_scan(host.id, &scan, context.clock.now()).await?;
            let outcome = if scan.is_complete() { ScanOutcome::Complete } else { ScanOutcome::Partial };
            Ok(Ended::Recorded(outcome, recorded))
        }
        Err(error) => {
            context.store.record_scan_failure(host.id, &error, context.clock.now()).await?;
            context.store.back_off(host, context.clock.now()).await?;
            Ok(Ended::Failed(error))
        }
    }
}
