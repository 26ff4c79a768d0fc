//! The list of findings in the order in which they were opened, which nobody asks for often: of rows and of plain
//! findings each the first that fill a page, merged. No index is kept for it.

use chrono::{DateTime, Utc};
use fleet::finding::FindingState;
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter;
use super::queue::{OF_SETS, PLAIN, Wanted};
use super::row::{JOINS, Raw, select_columns};
use crate::id::halves;

/// The sort key of a row.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opened {
    opened_at: DateTime<Utc>,
    id: Uuid,
}

/// Which way, and what follows a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByTime {
    pub newest_first: bool,
    pub after: Option<Opened>,
    pub limit: i64,
}

impl Opened {
    pub fn of(row: &Raw) -> Self {
        Self { opened_at: row.opened_at, id: row.id }
    }
}

impl ByTime {
    /// Selects rows as [`Raw`].
    pub fn page(self, wanted: &Wanted<'_>, now: DateTime<Utc>) -> QueryBuilder<Postgres> {
        let mut query = select_columns(now);
        for (number, state) in filter::states(wanted.filter).iter().enumerate() {
            query.push(if number == 0 { " from ((" } else { " union all (" });
            wanted.push_rows_of(&mut query, *state);
            self.push_end(&mut query);
            query.push(")");
            if *state == FindingState::Open {
                query.push(" union all (");
                self.push_plain(&mut query, wanted);
                query.push(")");
            }
        }
        query.push(") f").push(JOINS).push(" where true");
        self.push_end(&mut query);
        query
    }

    /// What follows the place, in order; begins with `and`, of rows `f`.
    pub fn push_end(self, query: &mut QueryBuilder<Postgres>) {
        if let Some(Opened { opened_at, id }) = self.after {
            query.push(format_args!(" and (f.opened_at, f.id) {} (", self.beyond())).push_bind(opened_at);
            query.push(", ").push_bind(id).push(")");
        }
        query.push(format_args!(" order by f.opened_at{0}, f.id{0} limit ", self.down()));
        query.push_bind(self.limit);
    }

    /// Of the first workloads that have one that is wanted: more cannot stand on the page. Ids begin with the prefix of
    /// their workload and end with the suffix in its set.
    fn push_plain(self, query: &mut QueryBuilder<Postgres>, wanted: &Wanted<'_>) {
        let down = self.down();
        query.push(PLAIN).push(
            " from (
                 select w.id, w.host_id, w.project, w.finding_prefix, w.plain_set, w.plain_since, w.plain_replicas,
                     w.outcome_hash
                 from workloads w where w.plain_set is not null and exists (
                     select from finding_sets s where s.hash = w.plain_set",
        );
        push_wanted(query, wanted);
        query.push(")");
        if let Some(Opened { opened_at, id }) = self.after {
            query.push(format_args!(" and (w.plain_since, w.finding_prefix) {}= (", self.beyond()));
            query.push_bind(opened_at).push(", ").push_bind(halves(id).0).push(")");
        }
        query.push(format_args!(" order by w.plain_since{down}, w.finding_prefix{down} limit "));
        // One more than the page holds: the first may be the workload of the place itself.
        query.push_bind(self.limit + 1).push(") w join finding_sets s on s.hash = w.plain_set where true");
        push_wanted(query, wanted);
        if let Some(Opened { opened_at, id }) = self.after {
            let (prefix, suffix) = halves(id);
            query.push(format_args!(" and (w.plain_since, w.finding_prefix, s.suffix) {} (", self.beyond()));
            query.push_bind(opened_at).push(", ").push_bind(prefix).push(", ").push_bind(suffix).push(")");
        }
        query.push(format_args!(
            " order by w.plain_since{down}, w.finding_prefix{down}, s.suffix{down} limit "
        ));
        query.push_bind(self.limit);
    }

    const fn beyond(self) -> &'static str {
        if self.newest_first { "<" } else { ">" }
    }

    const fn down(self) -> &'static str {
        if self.newest_first { " desc" } else { "" }
    }
}

/// The condition on the plain findings of sets `s` and workloads `w`; begins with `and`.
fn push_wanted(query: &mut QueryBuilder<Postgres>, wanted: &Wanted<'_>) {
    wanted.push_workloads_wanted(query);
    filter::push_problem(query, wanted.filter, OF_SETS);
}
