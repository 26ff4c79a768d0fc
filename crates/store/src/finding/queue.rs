//! The list of findings of a fleet, however large: rows and plain findings are each walked in the order of the list,
//! as far as the page reaches, and merged.

use chrono::{DateTime, Utc};
use fleet::finding::{FindingFilter, FindingState};
use sqlx::{Postgres, QueryBuilder};

use super::filter::{self, Names, OF_FINDINGS};
use super::place::{ORDER, Part, Place};
use super::row::{JOINS, select_columns};
use crate::id::halves;
use crate::scope::Selection;
use crate::ticket;

pub(super) const OF_SETS: Names = Names { rule: "s.rule", severity: "s.severity", host: "w.host_id" };

/// What a page is put together from: rows `f`, and the plain findings of sets `s` and workloads `w`.
pub(super) const ROWS: &str =
    "select f.id, f.host_id, f.workload_id, f.rule, f.subject, f.severity, f.evidence, f.state,
    f.loss, f.gain, f.replicas, f.opened_at, f.accepted_until, f.revision, null::bytea as outcome_hash";
pub(super) const PLAIN: &str = "select encode(w.finding_prefix || s.suffix, 'hex')::uuid, w.host_id, w.id, s.rule,
    s.subject, s.severity, null, 'open', s.loss, s.gain, w.plain_replicas, w.plain_since, null::timestamptz, 1::bigint,
    w.outcome_hash";

/// The id of a plain finding.
const PLAIN_ID: &str = "encode(w.finding_prefix || s.suffix, 'hex')::uuid";

/// What is wanted of the fleet.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub filter: &'a FindingFilter,
    pub selection: &'a Selection,
}

impl Wanted<'_> {
    /// Selects rows as [`super::row::Raw`].
    pub fn page(&self, after: Option<Place>, limit: i64, now: DateTime<Utc>) -> QueryBuilder<Postgres> {
        let mut query = select_columns(now);
        query.push(" from (");
        let mut first = true;
        for part in Part::after(after) {
            for state in filter::states(self.filter) {
                query.push(if std::mem::take(&mut first) { "" } else { " union all " });
                self.push_rows(&mut query, *state, part, limit);
                if *state == FindingState::Open {
                    query.push(" union all ");
                    self.push_plain(&mut query, part, limit);
                }
            }
        }
        query.push(") f").push(JOINS).push(ORDER).push(" limit ").push_bind(limit);
        query
    }

    fn push_rows(&self, query: &mut QueryBuilder<Postgres>, state: FindingState, part: Part, limit: i64) {
        self.push_rows_of(query.push("("), state);
        part.push_level(query, "f");
        if let Part::Beside(place) = part {
            query.push(" and (f.opened_at, f.id) > (").push_bind(place.opened_at);
            query.push(", ").push_bind(place.id).push(")");
        }
        query.push(ORDER).push(" limit ").push_bind(limit).push(")");
    }

    /// Of each set the first workloads that have it: more of one cannot stand on the page.
    fn push_plain(&self, query: &mut QueryBuilder<Postgres>, part: Part, limit: i64) {
        query.push("(").push(PLAIN).push(
            " from finding_sets s cross join lateral (
                  select w.id, w.host_id, w.finding_prefix, w.plain_since, w.plain_replicas, w.outcome_hash
                  from workloads w where w.plain_set = s.hash",
        );
        self.push_workloads_wanted(query);
        if let Part::Beside(place) = part {
            query.push(" and (w.plain_since, w.finding_prefix) >= (").push_bind(place.opened_at);
            query.push(", ").push_bind(halves(place.id).0).push(")");
        }
        // One more than the page holds: the first may be the workload of the place itself.
        query.push(" order by w.plain_since, w.finding_prefix limit ").push_bind(limit + 1);
        query.push(") w where true");
        filter::push_problem(query, self.filter, OF_SETS);
        part.push_level(query, "s");
        if let Part::Beside(place) = part {
            let (prefix, suffix) = halves(place.id);
            query.push(" and (w.plain_since, w.finding_prefix, s.suffix) > (").push_bind(place.opened_at);
            query.push(", ").push_bind(prefix).push(", ").push_bind(suffix).push(")");
        }
        query
            .push(" order by s.severity desc, s.gain desc, w.plain_since, w.finding_prefix, s.suffix limit ");
        query.push_bind(limit).push(")");
    }

    /// Rows `f` of a state, as far as they are wanted; ends inside the condition.
    pub(super) fn push_rows_of(&self, query: &mut QueryBuilder<Postgres>, state: FindingState) {
        query.push(ROWS).push(" from findings f where f.state = ").push_bind(state.as_str());
        self.push_rows_wanted(query);
    }

    /// Selects how many there are, counted no further than `most`.
    pub fn count_to(&self, most: i64) -> QueryBuilder<Postgres> {
        let mut query = QueryBuilder::new("select least(count(*), ");
        query.push_bind(most).push(") from ((select from findings f");
        self.push_rows_of_states(&mut query);
        query.push(" limit ").push_bind(most).push(")");
        if filter::states(self.filter).contains(&FindingState::Open) {
            query.push(
                " union all (select from finding_sets s join workloads w on w.plain_set = s.hash where true",
            );
            filter::push_problem(&mut query, self.filter, OF_SETS);
            self.push_workloads_wanted(&mut query);
            query.push(" limit ").push_bind(most).push(")");
        }
        query.push(") counted");
        query
    }

    /// Selects how many there are.
    pub fn count(&self) -> QueryBuilder<Postgres> {
        let mut query = QueryBuilder::new("select (select count(*) from findings f");
        self.push_rows_of_states(&mut query);
        query.push(")");
        if filter::states(self.filter).contains(&FindingState::Open) {
            query.push(
                " + (select coalesce(sum(w.workloads * s.findings), 0)::bigint from (
                     select w.plain_set, count(*) as workloads from workloads w where w.plain_set is not null",
            );
            self.push_workloads_wanted(&mut query);
            query.push(
                " group by w.plain_set) w join (
                     select s.hash, count(*) as findings from finding_sets s where true",
            );
            filter::push_problem(&mut query, self.filter, OF_SETS);
            query.push(" group by s.hash) s on s.hash = w.plain_set)");
        }
        query
    }

    /// The condition on rows `f`; begins with `where`.
    fn push_rows_of_states(&self, query: &mut QueryBuilder<Postgres>) {
        let states: Vec<&str> = filter::states(self.filter).iter().map(|state| state.as_str()).collect();
        query.push(" where f.state = any(").push_bind(states).push(")");
        self.push_rows_wanted(query);
    }

    /// The condition on rows `f`, their state aside; begins with `and`.
    fn push_rows_wanted(&self, query: &mut QueryBuilder<Postgres>) {
        filter::push_problem(query, self.filter, OF_FINDINGS);
        ticket::push_condition(query, self.filter.ticket, "f.id");
        filter::push_hosts(query, self.filter, self.selection, OF_FINDINGS);
        if self.selection.projects().is_some() {
            query.push(" and exists (select from workloads w where w.id = f.workload_id");
            self.selection.push_projects(query, "w.project");
            query.push(")");
        }
    }

    /// The condition on workloads `w` that have plain findings, and with tickets on those of a set `s`; begins with `and`.
    pub(super) fn push_workloads_wanted(&self, query: &mut QueryBuilder<Postgres>) {
        filter::push_hosts(query, self.filter, self.selection, OF_SETS);
        self.selection.push_projects(query, "w.project");
        ticket::push_condition(query, self.filter.ticket, PLAIN_ID);
    }
}
