//! Reports as they were made.

use std::io::Read as _;

use chrono::{DateTime, NaiveDate, Utc};
use flate2::read::GzDecoder;
use fleet::access::Permission;
use fleet::report::{Period, Report, ReportRow};
use fleet::{Actor, Page, Paged, Problem, ReportId, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

pub use super::row::Workloads;
use super::row::{Compressed, Compressor};
use crate::content::{document, storable_text};
use crate::id::{moment, new_id};
use crate::{Result, Store, audit, cursor};

/// Everything that is rendered from.
#[derive(Debug)]
pub struct ArchivedReport {
    pub row: ReportRow,
    pub report: Report,
    pub workloads: Workloads,
}

/// Where a row stands in the list.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    made_at: DateTime<Utc>,
    id: Uuid,
}

struct Raw {
    id: Uuid,
    week: String,
    time_zone: String,
    scope: Json<Scope>,
    first_day: NaiveDate,
    last_day: NaiveDate,
    from_at: DateTime<Utc>,
    until_at: DateTime<Utc>,
    as_of: DateTime<Utc>,
    made_at: DateTime<Utc>,
    made_by: String,
    index: Option<f64>,
    workloads: i64,
    hash: Vec<u8>,
}

/// What is computed, packed and addressed.
struct Packed {
    report: Report,
    model: Compressed,
    lines: Compressed,
    hash: [u8; 32],
}

impl Store {
    /// Computes the report of a week, as of its end or of `now` if that comes first, and keeps it for ever.
    ///
    /// # Errors
    /// `Invalid` for a week that has not begun, or a scope that says what no host can have.
    pub async fn make_report(
        &self,
        actor: &Actor,
        period: &Period,
        scope: &Scope,
        now: DateTime<Utc>,
    ) -> Result<ReportRow> {
        actor.require(Permission::WriteReports)?;
        let id = ReportId(new_id(now));
        let packed = self.packed(period, scope, now).await?;
        let mut transaction = self.pool.begin().await?;
        self.keep(&mut transaction, (id, false), actor, &packed, now).await?;
        let detail = json!({ "week": period.week, "time_zone": period.time_zone });
        audit::record(&mut transaction, actor, "report.make", id, detail, now).await?;
        transaction.commit().await?;
        Ok(row(id, actor, &packed, now))
    }

    /// Makes what the schedule asks for; `None`: that week's report is there. Its mails are queued with it.
    pub async fn make_scheduled_report(
        &self,
        actor: &Actor,
        period: &Period,
        scope: &Scope,
        recipients: &[String],
        now: DateTime<Utc>,
    ) -> Result<Option<ReportRow>> {
        actor.require(Permission::WriteReports)?;
        if self.is_scheduled(period, scope).await? {
            return Ok(None);
        }
        let id = ReportId(new_id(now));
        let packed = self.packed(period, scope, now).await?;
        let mut transaction = self.pool.begin().await?;
        if !self.keep(&mut transaction, (id, true), actor, &packed, now).await? {
            return Ok(None);
        }
        sqlx::query!(
            "insert into report_mails (report_id, recipient, state, queued_at, next_at)
             select $1, recipient, 'waiting', $3, $3 from unnest($2::text[]) as to_each (recipient)
             on conflict do nothing",
            id.0,
            recipients,
            moment(now)
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(row(id, actor, &packed, now)))
    }

    async fn is_scheduled(&self, period: &Period, scope: &Scope) -> Result<bool> {
        let there = sqlx::query_scalar!(
            r#"select exists (
                   select from reports where scheduled and week = $1 and time_zone = $2 and scope = $3) as "there!""#,
            period.week,
            period.time_zone,
            document(scope)?
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(there)
    }

    async fn packed(&self, period: &Period, scope: &Scope, now: DateTime<Utc>) -> Result<Packed> {
        if period.from >= now {
            return Err(Problem::invalid("week", "this week has not begun").into());
        }
        let at = moment(now.min(period.until));
        let (report, lines) = self.compute(period, scope, at).await?;
        let mut compressor = Compressor::new();
        compressor.push(&report)?;
        let model = compressor.finish()?;
        let hash = *blake3::Hasher::new().update(&model).update(&lines).finalize().as_bytes();
        Ok(Packed { report, model, lines, hash })
    }

    /// False: another replica was quicker.
    async fn keep(
        &self,
        connection: &mut sqlx::PgConnection,
        (id, scheduled): (ReportId, bool),
        actor: &Actor,
        packed: &Packed,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Packed { report, model, lines, hash } = packed;
        let period = &report.period;
        let kept = sqlx::query!(
            "insert into reports (
                 id, week, time_zone, scope, first_day, last_day, from_at, until_at, as_of, made_at, made_by,
                 scheduled, index, workloads, model, lines, hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
             on conflict (week, time_zone, scope) where scheduled do nothing",
            id.0,
            period.week,
            period.time_zone,
            document(&report.scope)?,
            period.first_day,
            period.last_day,
            period.from,
            period.until,
            report.as_of,
            moment(now),
            storable_text(actor.name()),
            scheduled,
            report.summary.index,
            report.summary.workloads,
            model,
            lines,
            &hash[..]
        )
        .execute(connection)
        .await?;
        Ok(kept.rows_affected() > 0)
    }

    /// What is archived, newest first.
    pub async fn list_reports(&self, actor: &Actor, page: &Page) -> Result<Paged<ReportRow>> {
        actor.require(Permission::Read)?;
        let total =
            sqlx::query_scalar!(r#"select count(*) as "count!" from reports"#).fetch_one(&self.pool).await?;
        let after: Option<Place> = page.after.as_ref().map(cursor::read).transpose()?;
        let (made_at, id) = after.map(|place| (place.made_at, place.id)).unzip();
        let mut rows = sqlx::query_as!(
            Raw,
            r#"select id, week, time_zone, scope as "scope: Json<Scope>", first_day, last_day, from_at, until_at, as_of,
                   made_at, made_by, index, workloads, hash
               from reports where $1::timestamptz is null or (made_at, id) < ($1, $2)
               order by made_at desc, id desc limit $3"#,
            made_at,
            id,
            i64::from(cursor::limit(page)) + 1
        )
        .fetch_all(&self.pool)
        .await?;
        let next = cursor::end(&mut rows, page, |last| Place { made_at: last.made_at, id: last.id })?;
        Ok(Paged { items: rows.into_iter().map(ReportRow::from).collect(), next, total })
    }

    /// One of the archive, with its workloads to be read one by one.
    ///
    /// # Errors
    /// `Internal` when what is archived is not what its hash says.
    pub async fn report(&self, actor: &Actor, id: ReportId) -> Result<Option<ArchivedReport>> {
        actor.require(Permission::Read)?;
        let row = sqlx::query_as!(
            Raw,
            r#"select id, week, time_zone, scope as "scope: Json<Scope>", first_day, last_day, from_at, until_at, as_of,
                   made_at, made_by, index, workloads, hash
               from reports where id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let packed = sqlx::query!("select model, lines from reports where id = $1", id.0)
            .fetch_one(&self.pool)
            .await?;
        let hash = blake3::Hasher::new().update(&packed.model).update(&packed.lines).finalize();
        if hash.as_bytes()[..] != row.hash[..] {
            tracing::error!(report = %id, "what is archived is not what its hash says");
            return Err(Problem::Internal.into());
        }
        let mut model = String::new();
        GzDecoder::new(&packed.model[..]).read_to_string(&mut model).map_err(serde_json::Error::io)?;
        let (report, workloads) = (serde_json::from_str(&model)?, Workloads::new(packed.lines));
        Ok(Some(ArchivedReport { row: row.into(), report, workloads }))
    }
}

fn row(id: ReportId, actor: &Actor, packed: &Packed, now: DateTime<Utc>) -> ReportRow {
    let Packed { report, hash, .. } = packed;
    ReportRow {
        id,
        period: report.period.clone(),
        scope: report.scope.clone(),
        as_of: report.as_of,
        made_at: moment(now),
        made_by: storable_text(actor.name()),
        hash: hex::encode(hash),
        index: report.summary.index,
        workloads: report.summary.workloads,
    }
}

impl From<Raw> for ReportRow {
    fn from(raw: Raw) -> Self {
        Self {
            id: ReportId(raw.id),
            period: Period {
                week: raw.week,
                time_zone: raw.time_zone,
                first_day: raw.first_day,
                last_day: raw.last_day,
                from: raw.from_at,
                until: raw.until_at,
            },
            scope: raw.scope.0,
            as_of: raw.as_of,
            made_at: raw.made_at,
            made_by: raw.made_by,
            hash: hex::encode(raw.hash),
            index: raw.index,
            workloads: raw.workloads,
        }
    }
}
