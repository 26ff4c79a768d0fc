use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::grades::{GradeCounts, Standing};
use fleet::workload::{Direction, WorkloadFilter, WorkloadRow, WorkloadSort};
use fleet::{Actor, Page, Paged};
use posture::Dimension;
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter;
use super::row::{Raw, select};
use crate::scope::Selection;
use crate::{Result, Store, cursor, word};

/// The sort key of a row and its id: a row that keeps its key is neither skipped nor repeated, whatever others do.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    key: Key,
    id: Uuid,
}

#[derive(Debug, Serialize, Deserialize)]
enum Key {
    /// The bits of a number, because JSON would round it.
    Number(u64),
    Text(String),
    Time(DateTime<Utc>),
}

impl Store {
    pub async fn list_workloads(
        &self,
        actor: &Actor,
        filter: &WorkloadFilter,
        sort: WorkloadSort,
        direction: Direction,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<WorkloadRow>> {
        actor.require(Permission::Read)?;
        let selection = self.select(&filter.scope, now).await?;
        let limit = cursor::limit(page);
        let mut query = select(now);
        // The page is found in an index alone; then its rows are read.
        query.push(" where w.id in (select w.id from workloads w");
        filter::push(&mut query, filter, &selection);
        if let Some(after) = &page.after {
            push_after(&mut query, sort, direction, cursor::read(after)?);
        }
        push_order(&mut query, sort, direction);
        query.push(" limit ").push_bind(i64::from(limit) + 1).push(")");
        push_order(&mut query, sort, direction);
        let mut rows: Vec<Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        let next = cursor::end(&mut rows, page, |last| Place { key: key(last, sort), id: last.id })?;
        let total = if page.after.is_none() && next.is_none() {
            i64::try_from(rows.len()).unwrap_or(i64::MAX)
        } else {
            self.count_workloads(filter, &selection).await?
        };
        let items = rows.into_iter().map(WorkloadRow::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total })
    }

    /// No further than a list's total goes.
    async fn count_workloads(&self, filter: &WorkloadFilter, selection: &Selection) -> Result<i64> {
        let mut query = QueryBuilder::new("select count(*) from (select from workloads w");
        filter::push(&mut query, filter, selection);
        query.push(" limit ").push_bind(Paged::<WorkloadRow>::MOST_COUNTED + 1).push(") as counted");
        Ok(query.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// How many workloads of the filter, its grades aside, have each grade.
    pub async fn count_grades(
        &self,
        actor: &Actor,
        filter: &WorkloadFilter,
        now: DateTime<Utc>,
    ) -> Result<GradeCounts> {
        actor.require(Permission::Read)?;
        let selection = self.select(&filter.scope, now).await?;
        let of_scope = WorkloadFilter { scope: filter.scope.clone(), ..WorkloadFilter::default() };
        if (WorkloadFilter { grades: Vec::new(), ..filter.clone() }) == of_scope {
            return Ok(self.tally(&selection).await?.grades());
        }
        let mut query = QueryBuilder::new("select w.grade, w.complete, count(*) from workloads w");
        filter::push(&mut query, &WorkloadFilter { grades: Vec::new(), ..filter.clone() }, &selection);
        query.push(" group by w.grade, w.complete");
        let rows: Vec<(String, bool, i64)> = query.build_query_as().fetch_all(&self.pool).await?;
        let mut counts = GradeCounts::default();
        for (grade, complete, count) in rows {
            *counts.of_mut(Standing::of(word::word("grade", &grade)?, complete)) += count;
        }
        Ok(counts)
    }
}

fn column(sort: WorkloadSort) -> &'static str {
    match sort {
        WorkloadSort::Score => "w.score",
        WorkloadSort::Name => "w.name",
        WorkloadSort::Host => "w.host_name",
        WorkloadSort::Change => "w.change_7d",
        WorkloadSort::Dimension(Dimension::ImageTrust) => "w.image_trust",
        WorkloadSort::Dimension(Dimension::Capabilities) => "w.capabilities",
        WorkloadSort::Dimension(Dimension::Mounts) => "w.mounts",
        WorkloadSort::Dimension(Dimension::Secrets) => "w.secrets",
        WorkloadSort::Dimension(Dimension::Staleness) => "w.staleness",
        WorkloadSort::FirstSeen => "w.first_seen_at",
    }
}

fn key(row: &Raw, sort: WorkloadSort) -> Key {
    let number = match sort {
        WorkloadSort::Name => return Key::Text(row.name.clone()),
        WorkloadSort::Host => return Key::Text(row.host_name.clone()),
        WorkloadSort::FirstSeen => return Key::Time(row.first_seen_at),
        WorkloadSort::Score => row.score,
        WorkloadSort::Change => row.change_7d,
        WorkloadSort::Dimension(Dimension::ImageTrust) => row.image_trust,
        WorkloadSort::Dimension(Dimension::Capabilities) => row.capabilities,
        WorkloadSort::Dimension(Dimension::Mounts) => row.mounts,
        WorkloadSort::Dimension(Dimension::Secrets) => row.secrets,
        WorkloadSort::Dimension(Dimension::Staleness) => row.staleness,
    };
    Key::Number(number.to_bits())
}

fn push_order(query: &mut QueryBuilder<Postgres>, sort: WorkloadSort, direction: Direction) {
    let down = if direction == Direction::Descending { " desc" } else { "" };
    query.push(" order by ").push(column(sort)).push(down).push(", w.id").push(down);
}

fn push_after(query: &mut QueryBuilder<Postgres>, sort: WorkloadSort, direction: Direction, place: Place) {
    let beyond = if direction == Direction::Descending { " < (" } else { " > (" };
    query.push(" and (").push(column(sort)).push(", w.id)").push(beyond);
    match place.key {
        Key::Number(bits) => query.push_bind(f64::from_bits(bits)),
        Key::Text(text) => query.push_bind(text),
        Key::Time(time) => query.push_bind(time),
    };
    query.push(", ").push_bind(place.id).push(")");
}
