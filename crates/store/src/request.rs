use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::request::{Progress, Request, RequestKind};
use fleet::scan::ScanError;
use fleet::{Actor, Endpoint, HostId, Problem, RequestId};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::content::document;
use crate::id::{moment, new_id};
use crate::notification::{self, Notification};
use crate::{Result, Store, audit};

/// How often a request is taken before it is over: whoever had it ended every time before it was answered.
const ATTEMPTS: i32 = 3;

impl Store {
    /// Asks for a scan. As long as one that was asked for is not over, that is the one.
    ///
    /// # Errors
    /// `NotFound` when there is no such host.
    pub async fn request_scan(&self, actor: &Actor, host: HostId, now: DateTime<Utc>) -> Result<RequestId> {
        actor.require(Permission::RequestScans)?;
        let known = sqlx::query_scalar!(
            r#"select exists(select from hosts where id = $1 and removed_at is null) as "known!""#,
            host.0
        )
        .fetch_one(&self.pool)
        .await?;
        if !known {
            return Err(Problem::NotFound.into());
        }
        self.ask(actor, &RequestKind::Scan { host }, Some(host), now).await
    }

    /// # Errors
    /// `Invalid` for a real endpoint in a demo.
    pub async fn request_connection_test(
        &self,
        actor: &Actor,
        endpoint: Endpoint,
        now: DateTime<Utc>,
    ) -> Result<RequestId> {
        actor.require(Permission::ManageHosts)?;
        self.require_endpoint(&endpoint).await?;
        self.ask(actor, &RequestKind::TestConnection { endpoint }, None, now).await
    }

    async fn ask(
        &self,
        actor: &Actor,
        wants: &RequestKind,
        host: Option<HostId>,
        now: DateTime<Utc>,
    ) -> Result<RequestId> {
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        if let Some(host) = host
            && let Some(open) = open_scan(&mut transaction, host).await?
        {
            audit::record(&mut transaction, actor, "request", open, json!(wants), now).await?;
            transaction.commit().await?;
            return Ok(open);
        }
        let id = RequestId(new_id(now));
        sqlx::query!(
            "insert into requests (id, wants, host_id, asked_by, asked_at, progress)
             values ($1, $2, $3, $4, $5, $6)",
            id.0,
            document(wants)?,
            host.map(|host| host.0),
            actor.name(),
            now,
            document(&Progress::Waiting)?
        )
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, actor, "request", id, json!(wants), now).await?;
        notification::tell(&mut transaction, Notification::Request(id)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    pub async fn request(&self, actor: &Actor, id: RequestId) -> Result<Option<Request>> {
        actor.require(Permission::Read)?;
        let row = sqlx::query!(
            r#"select wants as "wants: Json<RequestKind>", asked_at, progress as "progress: Json<Progress>"
               from requests where id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Request {
            id,
            wants: row.wants.0,
            asked_at: row.asked_at,
            progress: row.progress.0,
        }))
    }

    /// Takes up to `limit` requests that wait, oldest first, for `lease_s` seconds. One whose holder was killed
    /// is taken again when its lease is over, up to three times in all; then it has failed.
    pub async fn take_requests(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<Vec<Request>> {
        let mut transaction = self.pool.begin().await?;
        give_up(&mut transaction, now).await?;
        let rows = sqlx::query!(
            r#"with due as (
                   select id from requests
                   where not over and (leased_until is null or leased_until <= $1)
                   order by asked_at, id limit $2
                   for update skip locked)
               update requests set leased_by = $3, leased_until = $4, attempts = attempts + 1
               from due where requests.id = due.id
               returning requests.id, wants as "wants: Json<RequestKind>", asked_at, progress as "progress: Json<Progress>""#,
            now,
            i64::from(limit),
            holder,
            now + TimeDelta::seconds(lease_s)
        )
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let mut taken: Vec<Request> = rows
            .into_iter()
            .map(|row| Request {
                id: RequestId(row.id),
                wants: row.wants.0,
                asked_at: row.asked_at,
                progress: row.progress.0,
            })
            .collect();
        taken.sort_by_key(|request| (request.asked_at, request.id));
        Ok(taken)
    }

    /// Extends the lease of a request to `lease_s` seconds from `now`; false: it was lost.
    pub async fn renew_request(
        &self,
        id: RequestId,
        now: DateTime<Utc>,
        holder: Uuid,
        lease_s: i64,
    ) -> Result<bool> {
        let renewed = sqlx::query!(
            "update requests set leased_until = $3 where id = $1 and leased_by = $2 and not over",
            id.0,
            holder,
            now + TimeDelta::seconds(lease_s)
        )
        .execute(&self.pool)
        .await?;
        Ok(renewed.rows_affected() > 0)
    }

    /// Gives a taken request back until `until`, because its turn has not come; this does not count as an attempt.
    pub async fn postpone_request(&self, id: RequestId, holder: Uuid, until: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "update requests set leased_by = null, leased_until = $3, attempts = attempts - 1
             where id = $1 and leased_by = $2 and not over",
            id.0,
            holder,
            until
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Says how far a request is and tells who listens; one that is over stays as it is.
    pub async fn report_progress(&self, id: RequestId, progress: &Progress) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        let told = sqlx::query!(
            "update requests set progress = $2, over = $3 where id = $1 and not over",
            id.0,
            document(progress)?,
            progress.is_over()
        )
        .execute(&mut *transaction)
        .await?;
        if told.rows_affected() > 0 {
            notification::tell(&mut transaction, Notification::Request(id)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// The scan of `host` that was asked for and is not over. Until the end of the transaction nobody else asks for one.
async fn open_scan(connection: &mut PgConnection, host: HostId) -> Result<Option<RequestId>> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", format!("scan of {host}"))
        .execute(&mut *connection)
        .await?;
    let open = sqlx::query_scalar!(
        "select id from requests where host_id = $1 and not over order by asked_at limit 1",
        host.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(open.map(RequestId))
}

/// Ends the requests that were taken often enough, and tells who listens.
async fn give_up(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let failed = Progress::Failed { error: ScanError::Interrupted };
    let over = sqlx::query_scalar!(
        "update requests set over = true, progress = $3
         where not over and attempts >= $2 and leased_until <= $1
         returning id",
        now,
        ATTEMPTS,
        document(&failed)?
    )
    .fetch_all(&mut *connection)
    .await?;
    for id in over {
        notification::tell(connection, Notification::Request(RequestId(id))).await?;
    }
    Ok(())
}
