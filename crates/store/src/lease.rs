use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Store};

/// The right to run a job, held by one replica until a moment of the database's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub job: String,
    pub holder: Uuid,
    pub until: DateTime<Utc>,
}

impl Store {
    /// Takes or renews the lease of a job for `for_s` seconds; `None`: another replica holds it.
    pub async fn lease(&self, job: &str, holder: Uuid, for_s: i64) -> Result<Option<Lease>> {
        let _ = (job, holder, for_s);
        todo!()
    }

    /// Extends a lease that is still held; `None`: it was lost.
    pub async fn renew(&self, lease: &Lease, for_s: i64) -> Result<Option<Lease>> {
        let _ = (lease, for_s);
        todo!()
    }

    /// Gives a lease back early; nothing happens if it was lost.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        let _ = lease;
        todo!()
    }
}
