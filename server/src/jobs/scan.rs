//! One scan of one host, from the engine to the database.

use std::time::{Duration, Instant};

use fleet::scan::{ScanError, ScanOutcome, ScanRecorded};
use metrics::{counter, histogram};
use store::{DueHost, StoreError, failpoint};
use tracing::{info, warn};

use super::Context;

/// A host of 1,000 containers takes seconds; one that takes longer than this is in trouble.
const LONGEST: Duration = Duration::from_secs(90);
/// Longer than that, so that no other replica takes what is being scanned; a killed one's work waits this long.
pub const LEASE_S: i64 = 120;

/// What became of one scan.
pub type Outcome = Result<(ScanOutcome, ScanRecorded), ScanError>;

/// Scans `host` and records what was seen, or why nothing was. `progress` hears of (done, total) containers.
pub async fn run(
    context: &Context,
    host: &DueHost,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<Outcome, StoreError> {
    let begun = Instant::now();
    context.store.scan_began(host.id, context.clock.now()).await?;
    let settings = collector::Settings { scan_timeout: LONGEST, ..collector::Settings::default() };
    let now = || context.clock.now();
    let collected = collector::collect(&host.endpoint, &settings, &context.keys.ingest, now, progress).await;
    failpoint::hit("scan.after_collect").await;
    let outcome = match collected {
        Ok(mut scan) => {
            context.keys.seal(&mut scan);
            let recorded = context.store.record_scan(host.id, &scan, context.clock.now()).await?;
            let outcome = if scan.is_complete() { ScanOutcome::Complete } else { ScanOutcome::Partial };
            info!(host = %host.id, outcome = outcome.as_str(), containers = recorded.containers, "scanned");
            Ok((outcome, recorded))
        }
        Err(error) => {
            context.store.record_scan_failure(host.id, &error, context.clock.now()).await?;
            warn!(host = %host.id, cause = error.cause(), fault = %error, "a scan failed");
            Err(error)
        }
    };
    let word = outcome.as_ref().map_or("failed", |(outcome, _)| outcome.as_str());
    counter!("plimsoll_scans_total", "outcome" => word).increment(1);
    histogram!("plimsoll_scan_seconds").record(begun.elapsed().as_secs_f64());
    Ok(outcome)
}
