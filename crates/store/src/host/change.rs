use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::host::{HostChange, NewHost};
use fleet::{Actor, HostId, Problem};
use serde_json::json;

use super::register::{taken_fields, wrong_fields};
use crate::content::document;
use crate::id::moment;
use crate::notification::{self, Notification};
use crate::record::lock_host;
use crate::{Result, Store, audit};

impl Store {
    /// Changes what a host is called, where it is reached and how often it is scanned. At another endpoint it is due
    /// at once.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` as for a new host.
    pub async fn change_host(
        &self,
        actor: &Actor,
        id: HostId,
        change: &HostChange,
        now: DateTime<Utc>,
    ) -> Result<()> {
        actor.require(Permission::ManageHosts)?;
        let before = self.host(&Actor::System("store".into()), id, now).await?.ok_or(Problem::NotFound)?;
        let now = moment(now);
        let host = changed(
            change,
            before.row.name,
            before.row.endpoint.clone(),
            before.row.labels,
            before.scan_interval_s,
        );
        let moved = host.endpoint != before.row.endpoint;
        if moved {
            self.require_endpoint(&host.endpoint).await?;
        }
        let mut transaction = self.pool.begin().await?;
        lock_host(&mut transaction, id.0).await?.ok_or(Problem::NotFound)?;
        let mut errors = wrong_fields(&host);
        errors.extend(taken_fields(&mut transaction, &host, Some(id)).await?);
        if !errors.is_empty() {
            return Err(Problem::Invalid { errors }.into());
        }
        sqlx::query!(
            "update hosts set name = $2, endpoint = $3, labels = $4, scan_interval_s = $5::bigint,
                 next_scan_at = case when $6 then $7::timestamptz else least(next_scan_at, $7::timestamptz + $5::bigint * interval '1 second') end
             where id = $1",
            id.0,
            host.name,
            host.endpoint.to_string(),
            document(&host.labels)?,
            host.scan_interval_s,
            moved,
            now
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!(
            "update workloads set host_name = $2 where host_id = $1 and host_name <> $2",
            id.0,
            host.name
        )
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, actor, "host.change", id, json!(change), now).await?;
        notification::tell(&mut transaction, Notification::Host(id)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn changed(
    change: &HostChange,
    name: String,
    endpoint: fleet::Endpoint,
    labels: std::collections::BTreeMap<String, String>,
    scan_interval_s: i64,
) -> NewHost {
    NewHost {
        name: change.name.as_deref().map_or(name, |name| name.trim().to_owned()),
        endpoint: change.endpoint.clone().unwrap_or(endpoint),
        labels: change.labels.clone().unwrap_or(labels),
        scan_interval_s: change.scan_interval_s.unwrap_or(scan_interval_s),
    }
}
