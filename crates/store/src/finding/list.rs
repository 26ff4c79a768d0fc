use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::{FindingFilter, FindingOrder, FindingRow};
use fleet::{Actor, Page, Paged};
use sqlx::{Postgres, QueryBuilder};

use super::by_time::{ByTime, Opened};
use super::filter;
use super::place::{ORDER, Place};
use super::queue::Wanted;
use super::row::{FROM, JOINS, Raw, select};
use crate::scope::Selection;
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
        self.list_findings_by(actor, filter, FindingOrder::WorstFirst, page, now).await
    }

    pub async fn list_findings_by(
        &self,
        actor: &Actor,
        filter: &FindingFilter,
        order: FindingOrder,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<FindingRow>> {
        actor.require(Permission::Read)?;
        let selection = self.select(&filter.scope, now).await?;
        let wanted = Wanted { filter, selection: &selection };
        let few = self.is_narrow(filter, &selection).await?;
        let mut query = match order {
            FindingOrder::WorstFirst => by_severity(&wanted, few, page, now)?,
            FindingOrder::OldestFirst => by_time(&wanted, few, false, page, now)?,
            FindingOrder::NewestFirst => by_time(&wanted, few, true, page, now)?,
        };
        let mut rows: Vec<Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        let next = match order {
            FindingOrder::WorstFirst => cursor::end(&mut rows, page, Place::of)?,
            FindingOrder::OldestFirst | FindingOrder::NewestFirst => {
                cursor::end(&mut rows, page, Opened::of)?
            }
        };
        let items = rows.into_iter().map(FindingRow::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total: self.count_listed(filter, &selection).await? })
    }

    /// How many match the filter, counted no further than one above [`Paged::MOST_COUNTED`].
    async fn count_listed(&self, filter: &FindingFilter, selection: &Selection) -> Result<i64> {
        let most = Paged::<FindingRow>::MOST_COUNTED + 1;
        let mut query = if filter.workload.is_some() || filter.search.is_some() {
            let mut query = QueryBuilder::new("select count(*) from (select");
            query.push(FROM).push(JOINS);
            filter::push(&mut query, filter, selection);
            query.push(" limit ").push_bind(most).push(") counted");
            query
        } else {
            Wanted { filter, selection }.count_to(most)
        };
        Ok(query.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// The length of the work queue.
    pub(crate) async fn count_to_do(&self, selection: &Selection) -> Result<i64> {
        let mut query = Wanted { filter: &FindingFilter::default(), selection }.count();
        Ok(query.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// Whether the filter leaves so few that they can be sorted, or asks what no index knows.
    async fn is_narrow(&self, filter: &FindingFilter, selection: &Selection) -> Result<bool> {
        if filter.workload.is_some() || filter.search.is_some() {
            return Ok(true);
        }
        let host = filter.host.map(|host| vec![host.0]);
        let Some(hosts) = host.as_deref().or(selection.hosts()) else { return Ok(false) };
        let containers = sqlx::query_scalar!(
            r#"select coalesce(sum(containers), 0) as "containers!" from hosts where id = any($1)"#,
            hosts
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(containers <= FEW_CONTAINERS)
    }
}

/// With `few`, all that match are sorted.
fn by_severity(
    wanted: &Wanted<'_>,
    few: bool,
    page: &Page,
    now: DateTime<Utc>,
) -> Result<QueryBuilder<Postgres>> {
    let after: Option<Place> = page.after.as_ref().map(cursor::read).transpose()?;
    let limit = i64::from(cursor::limit(page)) + 1;
    if !few {
        return Ok(wanted.page(after, limit, now));
    }
    let mut query = matching(wanted, now);
    if let Some(place) = after {
        place.push_after(&mut query);
    }
    query.push(ORDER).push(" limit ").push_bind(limit);
    Ok(query)
}

/// As [`by_severity`].
fn by_time(
    wanted: &Wanted<'_>,
    few: bool,
    newest_first: bool,
    page: &Page,
    now: DateTime<Utc>,
) -> Result<QueryBuilder<Postgres>> {
    let after = page.after.as_ref().map(cursor::read).transpose()?;
    let order = ByTime { newest_first, after, limit: i64::from(cursor::limit(page)) + 1 };
    if !few {
        return Ok(order.page(wanted, now));
    }
    let mut query = matching(wanted, now);
    order.push_end(&mut query);
    Ok(query)
}

/// Ends inside the condition.
fn matching(wanted: &Wanted<'_>, now: DateTime<Utc>) -> QueryBuilder<Postgres> {
    let mut query = select(now);
    filter::push(&mut query, wanted.filter, wanted.selection);
    query
}
