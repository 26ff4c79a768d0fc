use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::host::NewHost;
use fleet::problem::FieldError;
use fleet::{Actor, HostId, Problem};
use serde_json::json;
use sqlx::PgConnection;

use crate::content::document;
use crate::id::{moment, new_id};
use crate::notification::{self, Notification};
use crate::record::{lock_host, remove};
use crate::{Result, Store, audit};

/// Characters.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 1..=100;
/// Seconds.
const INTERVAL: std::ops::RangeInclusive<i64> = 10..=86_400;
const MOST_LABELS: usize = 64;

impl Store {
    /// Registers a host; it is due at once.
    ///
    /// # Errors
    /// `Invalid` for fields out of range, a name or an endpoint that is taken, or a real endpoint in a demo.
    pub async fn add_host(&self, actor: &Actor, host: &NewHost, now: DateTime<Utc>) -> Result<HostId> {
        actor.require(Permission::ManageHosts)?;
        self.require_endpoint(&host.endpoint).await?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let mut errors = wrong_fields(host);
        errors.extend(taken_fields(&mut transaction, host, None).await?);
        if !errors.is_empty() {
            return Err(Problem::Invalid { errors }.into());
        }
        let id = new_id(now);
        let inserted = sqlx::query!(
            "insert into hosts (id, name, endpoint, labels, scan_interval_s, added_at, next_scan_at)
             values ($1, $2, $3, $4, $5, $6, $6)
             on conflict do nothing",
            id,
            host.name.trim(),
            host.endpoint.to_string(),
            document(&host.labels)?,
            host.scan_interval_s,
            now
        )
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Err(Problem::Conflict { detail: "somebody else added this host just now".into() }.into());
        }
        audit::record(&mut transaction, actor, "host.add", id, json!(host), now).await?;
        notification::tell(&mut transaction, Notification::Host(HostId(id))).await?;
        transaction.commit().await?;
        Ok(HostId(id))
    }

    /// Ends a host: its workloads are gone, its findings resolved; its past stays.
    pub async fn remove_host(&self, actor: &Actor, id: HostId, now: DateTime<Utc>) -> Result<()> {
        actor.require(Permission::ManageHosts)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let host = lock_host(&mut transaction, id.0).await?.ok_or(Problem::NotFound)?;
        sqlx::query!(
            "update hosts set removed_at = $2, leased_by = null, leased_until = null where id = $1",
            id.0,
            now
        )
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, actor, "host.remove", id, json!({"name": host.name}), now).await?;
        notification::tell(&mut transaction, Notification::Host(id)).await?;
        remove(&mut transaction, &host, actor.name(), now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Says that the engine behind a host is as it should be, although its id changed or another host reports the
    /// same: the clash is shown again only when the id changes once more.
    ///
    /// # Errors
    /// `NotFound` when there is no such host.
    pub async fn acknowledge_clash(&self, actor: &Actor, id: HostId, now: DateTime<Utc>) -> Result<()> {
        actor.require(Permission::ManageHosts)?;
        let mut transaction = self.pool.begin().await?;
        let host = lock_host(&mut transaction, id.0).await?.ok_or(Problem::NotFound)?;
        let engine = sqlx::query_scalar!(
            "update hosts set engine_known = engine_id where id = $1 returning engine_id",
            id.0
        )
        .fetch_one(&mut *transaction)
        .await?;
        let detail = json!({"name": host.name, "engine_id": engine});
        audit::record(&mut transaction, actor, "host.acknowledge_clash", id, detail, moment(now)).await?;
        notification::tell(&mut transaction, Notification::Host(id)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

pub(super) fn wrong_fields(host: &NewHost) -> Vec<FieldError> {
    let name = host.name.trim();
    let mut errors = Vec::new();
    if !NAME_LENGTH.contains(&name.chars().count()) || name.chars().any(char::is_control) {
        errors.push(error("name", "1 to 100 characters, none of them a control character"));
    }
    if !INTERVAL.contains(&host.scan_interval_s) {
        errors.push(error("scan_interval_s", "10 to 86,400 seconds"));
    }
    if host.labels.len() > MOST_LABELS || host.labels.iter().any(|label| !is_label(label)) {
        errors.push(error("labels", "at most 64, with 1 to 100 characters as key and at most 200 as value"));
    }
    errors
}

fn is_label((key, value): (&String, &String)) -> bool {
    let plain = |text: &str| !text.chars().any(char::is_control);
    NAME_LENGTH.contains(&key.chars().count()) && value.chars().count() <= 200 && plain(key) && plain(value)
}

/// What another host than `own` has already.
pub(super) async fn taken_fields(
    connection: &mut PgConnection,
    host: &NewHost,
    own: Option<HostId>,
) -> Result<Vec<FieldError>> {
    let taken = sqlx::query!(
        r#"select coalesce(bool_or(lower(name) = lower($1)), false) as "name!",
               coalesce(bool_or(endpoint = $2), false) as "endpoint!"
           from hosts where removed_at is null and id is distinct from $3"#,
        host.name.trim().replace('\0', ""),
        host.endpoint.to_string(),
        own.map(|id| id.0)
    )
    .fetch_one(connection)
    .await?;
    let name = taken.name.then(|| error("name", "another host has this name"));
    let endpoint = taken.endpoint.then(|| error("endpoint", "another host has this endpoint"));
    Ok(name.into_iter().chain(endpoint).collect())
}

fn error(field: &str, message: &str) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}
