use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::{FindingFilter, FindingRow};
use fleet::{Actor, Page, Paged};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::filter;
use super::place::{ORDER, Place};
use super::queue::Wanted;
use super::row::{FROM, Raw, select};
use crate::{Result, Store, cursor};

/// Findings of hosts that have no more containers than this together are listed without walking the whole fleet.
const FEW_CONTAINERS: i64 = 2_000;

impl Store {
    /// Worst first, then by gain, then oldest.
    pub async fn list_findings(
        &self,
        actor: &Actor,
        filter: &FindingFilter,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<FindingRow>> {
        actor.require(Permission::Read)?;
        let after: Option<Place> = page.after.as_ref().map(cursor::read).transpose()?;
        let limit = page.limit.clamp(1, Page::MAX_LIMIT);
        let hosts = filter.host.map(|host| vec![host.0]);
        let (total, mut rows) = if self.is_narrow(filter, hosts.as_deref()).await? {
            self.list_few(filter, after, i64::from(limit) + 1, now).await?
        } else {
            let wanted = Wanted { filter, hosts: hosts.as_deref() };
            let total: i64 = wanted.count().build_query_scalar().fetch_one(&self.pool).await?;
            let mut query = wanted.page(after, i64::from(limit) + 1, now);
            (total, query.build_query_as().fetch_all(&self.pool).await?)
        };
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more);
        let next = last.map(|row: &Raw| cursor::write(&Place::of(row))).transpose()?;
        let items = rows.into_iter().map(FindingRow::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total })
    }

    /// Whether the filter leaves so few that they can be sorted, or asks what no index knows.
    async fn is_narrow(&self, filter: &FindingFilter, hosts: Option<&[Uuid]>) -> Result<bool> {
        if filter.workload.is_some() || filter.search.is_some() {
            return Ok(true);
        }
        let Some(hosts) = hosts else { return Ok(false) };
        let containers = sqlx::query_scalar!(
            r#"select coalesce(sum(containers), 0) as "containers!" from hosts where id = any($1)"#,
            hosts
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(containers <= FEW_CONTAINERS)
    }

    async fn list_few(
        &self,
        filter: &FindingFilter,
        after: Option<Place>,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<(i64, Vec<Raw>)> {
        let mut count = QueryBuilder::new("select count(*)");
        count.push(FROM);
        filter::push(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        let mut query = select(now);
        filter::push(&mut query, filter);
        if let Some(place) = after {
            place.push_after(&mut query);
        }
        query.push(ORDER).push(" limit ").push_bind(limit);
        Ok((total, query.build_query_as().fetch_all(&self.pool).await?))
    }
}
