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
    /// Takes or extends the lease of a job for `for_s` seconds; `None`: another replica holds it.
    pub async fn lease(&self, job: &str, holder: Uuid, for_s: i64) -> Result<Option<Lease>> {
        let until = sqlx::query_scalar!(
            "insert into leases (job, holder, until)
             values ($1, $2, clock_timestamp() + make_interval(secs => $3))
             on conflict (job) do update set holder = excluded.holder, until = excluded.until
             where leases.holder = excluded.holder or leases.until <= clock_timestamp()
             returning until",
            job,
            holder,
            for_s as f64
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(until.map(|until| Lease { job: job.into(), holder, until }))
    }

    /// Extends a lease that is still held; `None`: it was lost.
    pub async fn renew(&self, lease: &Lease, for_s: i64) -> Result<Option<Lease>> {
        let until = sqlx::query_scalar!(
            "update leases set until = clock_timestamp() + make_interval(secs => $3)
             where job = $1 and holder = $2 and until > clock_timestamp()
             returning until",
            lease.job,
            lease.holder,
            for_s as f64
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(until.map(|until| Lease { until, ..lease.clone() }))
    }

    /// Gives a lease back early; nothing happens if it was lost.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        sqlx::query!("delete from leases where job = $1 and holder = $2", lease.job, lease.holder)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
