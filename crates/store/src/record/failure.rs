use chrono::{DateTime, Utc};
use fleet::scan::{ScanError, ScanOutcome};
use fleet::{HostId, Problem};

use super::locked::lock_host;
use super::run;
use crate::content::document;
use crate::id::moment;
use crate::notification::{self, Notification};
use crate::{Result, Store};

impl Store {
    /// An attempt began; the host shows when it was last tried.
    pub async fn scan_began(&self, host: HostId, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!("update hosts set tried_at = greatest(tried_at, $2) where id = $1", host.0, moment(now))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Records that a scan failed as a whole. Resolves nothing.
    pub async fn record_scan_failure(
        &self,
        host: HostId,
        error: &ScanError,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let host = lock_host(&mut transaction, host.0).await?.ok_or(Problem::NotFound)?;
        let failure = document(error)?;
        let same = host.scan_run.filter(|_| host.failure.as_ref() == Some(&failure));
        let scan_run = if let Some(scan_run) = same {
            run::repeat(&mut transaction, scan_run, now).await?;
            scan_run
        } else {
            run::begin(&mut transaction, &host, ScanOutcome::Failed, 0, &[], Some(&failure), now).await?
        };
        sqlx::query!(
            "update hosts set failure = $2, scan_run = $3, tried_at = greatest(tried_at, $4), next_scan_at = $5,
                 leased_by = null, leased_until = null
             where id = $1",
            host.id,
            failure,
            scan_run,
            now,
            run::next_scan(&host, now)
        )
        .execute(&mut *transaction)
        .await?;
        notification::tell(&mut transaction, Notification::Host(host.id.into())).await?;
        transaction.commit().await?;
        Ok(())
    }
}
