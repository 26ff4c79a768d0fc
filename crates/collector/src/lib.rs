//! Reads a container engine and makes one [`fleet::scan::Scan`] of it.
//!
//! Only GET is ever sent: `Question` can say nothing else. Answers go to `intake` as the bytes they came in
//! (docs/adr/0004-raw-engine-answers.md); nothing raw stays.

mod api_version;
mod collect;
mod containers;
mod crash_loop;
mod engine;
mod failure;
mod images;
mod leftovers;
mod parsing;
mod probe;
mod question;
mod settings;
mod tags;
mod transport;
mod words;

use std::time::Duration;

use fleet::Endpoint;
use fleet::scan::ScanError;

pub use collect::collect;
pub use probe::{Probe, probe};
pub use settings::Settings;

async fn within<T>(
    limit: Duration,
    endpoint: &Endpoint,
    asked: impl Future<Output = Result<T, ScanError>>,
) -> Result<T, ScanError> {
    let timeout_ms = failure::milliseconds(limit);
    let timed_out = || Err(ScanError::TimedOut { endpoint: endpoint.clone(), timeout_ms });
    tokio::time::timeout(limit, asked).await.unwrap_or_else(|_| timed_out())
}
