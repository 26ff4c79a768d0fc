//! How much this process does at the same time. A host that hangs holds its place for up to a minute and a half, so
//! each kind of work has places of its own.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug, Clone)]
pub struct Places {
    /// Hosts whose turn it is and whose last scan did not fail.
    pub due: Pool,
    /// Hosts whose last scan failed.
    pub failing: Pool,
    /// What people wait for.
    pub requested: Pool,
    /// Messages to webhooks.
    pub deliveries: Pool,
}

impl Default for Places {
    fn default() -> Self {
        Self { due: Pool::of(8), failing: Pool::of(4), requested: Pool::of(4), deliveries: Pool::of(32) }
    }
}

#[derive(Debug, Clone)]
pub struct Pool(Arc<Semaphore>);

impl Pool {
    fn of(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places)))
    }

    /// Every place that is free; taken before the work is, so that no work is taken that has to wait.
    pub fn take_free(&self) -> Vec<OwnedSemaphorePermit> {
        std::iter::from_fn(|| Arc::clone(&self.0).try_acquire_owned().ok()).collect()
    }
}

/// For a query's limit.
pub fn count(places: &[OwnedSemaphorePermit]) -> u32 {
    u32::try_from(places.len()).unwrap_or(u32::MAX)
}
