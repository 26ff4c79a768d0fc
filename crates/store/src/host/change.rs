use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::host::{HostChange, NewHost};
use fleet::{Actor, HostId, Problem};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::register::{taken_fields, wrong_fields};
use crate::content::document;
use crate::id::moment;
use crate::notification::{self, Notification};
use crate::record::lock_host;
use crate::{Result, Store, audit, word};

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
        if let Some(endpoint) = &change.endpoint {
            self.require_endpoint(endpoint).await?;
        }
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        lock_host(&mut transaction, id.0).await?.ok_or(Problem::NotFound)?;
        let before = settings(&mut transaction, id).await?;
        let host = changed(change, &before);
        let moved = host.endpoint != before.endpoint;
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

/// As they stand in the host's row.
async fn settings(connection: &mut PgConnection, id: HostId) -> Result<NewHost> {
    let row = sqlx::query!(
        r#"select name, endpoint, labels as "labels: Json<BTreeMap<String, String>>", scan_interval_s
           from hosts where id = $1"#,
        id.0
    )
    .fetch_one(connection)
    .await?;
    Ok(NewHost {
        name: row.name,
        endpoint: word::word("endpoint", &row.endpoint)?,
        labels: row.labels.0,
        scan_interval_s: row.scan_interval_s,
    })
}

fn changed(change: &HostChange, before: &NewHost) -> NewHost {
    NewHost {
        name: change.name.as_ref().unwrap_or(&before.name).trim().to_owned(),
        endpoint: change.endpoint.as_ref().unwrap_or(&before.endpoint).clone(),
        labels: change.labels.as_ref().unwrap_or(&before.labels).clone(),
        scan_interval_s: change.scan_interval_s.unwrap_or(before.scan_interval_s),
    }
}
