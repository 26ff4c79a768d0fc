use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::scan::{Missing, ScanError};
use fleet::scan_run::{ScanRun, ScanRunFilter};
use fleet::{Actor, HostId, Page, Paged};
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::scope::Selection;
use crate::{Result, Store, cursor, word};

impl Store {
    /// What scans found, the latest first; those of removed hosts too.
    pub async fn list_scan_runs(
        &self,
        actor: &Actor,
        filter: &ScanRunFilter,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<ScanRun>> {
        actor.require(Permission::Read)?;
        let selection = self.select(&filter.scope, now).await?;
        let mut query = QueryBuilder::new(
            "select r.id, r.host_id, h.name as host_name, r.outcome, r.first_at, r.last_at, r.scans,
                 r.containers::bigint as containers, r.missing, r.failure
             from scan_runs r join hosts h on h.id = r.host_id where true",
        );
        push_filter(&mut query, filter, &selection);
        if let Some(after) = &page.after {
            let (first_at, id): (DateTime<Utc>, Uuid) = cursor::read(after)?;
            query.push(" and (r.first_at, r.id) < (").push_bind(first_at).push(", ").push_bind(id).push(")");
        }
        query
            .push(" order by r.first_at desc, r.id desc limit ")
            .push_bind(i64::from(cursor::limit(page)) + 1);
        let mut rows: Vec<Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        let next = cursor::end(&mut rows, page, |last| (last.first_at, last.id))?;
        let items: Vec<ScanRun> = rows.into_iter().map(ScanRun::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total: self.count_scan_runs(filter, &selection).await? })
    }

    /// No further than a list's total goes.
    async fn count_scan_runs(&self, filter: &ScanRunFilter, selection: &Selection) -> Result<i64> {
        let mut query = QueryBuilder::new("select count(*) from (select from scan_runs r where true");
        push_filter(&mut query, filter, selection);
        query.push(" limit ").push_bind(Paged::<ScanRun>::MOST_COUNTED + 1).push(") as counted");
        Ok(query.build_query_scalar().fetch_one(&self.pool).await?)
    }
}

/// The condition on runs `r`; begins with `and`.
fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &ScanRunFilter, selection: &Selection) {
    selection.push_present_hosts(query, "r.host_id");
    if !filter.outcomes.is_empty() {
        let words: Vec<&str> = filter.outcomes.iter().map(|outcome| outcome.as_str()).collect();
        query.push(" and r.outcome = any(").push_bind(words).push(")");
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Raw {
    id: Uuid,
    host_id: Uuid,
    host_name: String,
    outcome: String,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    scans: i64,
    containers: i64,
    missing: Json<Vec<Missing>>,
    failure: Option<Json<ScanError>>,
}

impl TryFrom<Raw> for ScanRun {
    type Error = crate::StoreError;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            host_id: HostId(raw.host_id),
            host_name: raw.host_name,
            outcome: word::name("outcome", &raw.outcome)?,
            first_at: raw.first_at,
            last_at: raw.last_at,
            scans: raw.scans,
            containers: raw.containers,
            missing: raw.missing.0,
            failure: raw.failure.map(|failure| failure.0),
        })
    }
}
