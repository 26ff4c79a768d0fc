//! Hosts that needed attention at a moment, from the runs of their scans.

use chrono::{DateTime, Utc};
use fleet::host::HostState;
use fleet::report::{HostLine, Listed};
use fleet::scan::{Missing, ScanError};
use sqlx::QueryBuilder;
use sqlx::types::Json;

use crate::scope::Selection;
use crate::{Result, Store, stale};

/// Hosts that a report names; more are counted.
const MOST: usize = 500;

#[derive(sqlx::FromRow)]
struct Then {
    name: String,
    scan_interval_s: i64,
    seen_at: Option<DateTime<Utc>>,
    failure: Option<Json<ScanError>>,
    missing: Option<Json<Vec<Missing>>>,
}

impl Store {
    /// By state, worst first, then name; beside them how many hosts had been read by then.
    pub(super) async fn hosts_as_of(
        &self,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<(Listed<HostLine>, i64)> {
        let mut query = QueryBuilder::new(
            "select h.name, h.scan_interval_s, last.failure, last.missing, (
                 select least(last_at, ",
        );
        query
            .push_bind(at)
            .push(") from scan_runs where host_id = h.id and outcome <> 'failed' and first_at <= ");
        query
            .push_bind(at)
            .push(" order by first_at desc limit 1) as seen_at from hosts h left join lateral (");
        query
            .push("select failure, missing from scan_runs where host_id = h.id and first_at <= ")
            .push_bind(at);
        query.push(" order by first_at desc limit 1) as last on true where h.added_at <= ").push_bind(at);
        query.push(" and (h.removed_at is null or h.removed_at > ").push_bind(at).push(")");
        selection.push_present_hosts(&mut query, "h.id");
        query.push(" order by lower(h.name)");
        let hosts: Vec<Then> = query.build_query_as().fetch_all(&self.pool).await?;
        let covered = hosts.iter().filter(|host| host.seen_at.is_some()).count();
        let mut lines: Vec<_> = hosts
            .into_iter()
            .map(|host| host.line(at))
            .filter(|line| line.state != HostState::Fresh)
            .collect();
        lines.sort_by_key(|line| rank(line.state));
        Ok((Listed::first(lines, MOST), i64::try_from(covered).unwrap_or(i64::MAX)))
    }
}

fn rank(state: HostState) -> u8 {
    match state {
        HostState::Failed => 0,
        HostState::Stale => 1,
        HostState::Partial => 2,
        HostState::New => 3,
        HostState::Fresh => 4,
    }
}

impl Then {
    fn line(self, at: DateTime<Utc>) -> HostLine {
        let state = self.state(at);
        let missing = self.missing.map(|missing| missing.0).unwrap_or_default();
        let cause = match (state, self.failure) {
            (HostState::Failed, Some(failure)) => failure.to_string(),
            (HostState::Stale, _) => "No scan has read it for longer than three intervals".into(),
            (HostState::Partial, _) => {
                let mut reasons: Vec<_> = missing.into_iter().map(|missing| missing.reason).collect();
                reasons.sort();
                reasons.dedup();
                reasons.join("; ")
            }
            _ => String::new(),
        };
        HostLine { name: self.name, state, seen_at: self.seen_at, cause }
    }

    fn state(&self, at: DateTime<Utc>) -> HostState {
        let partial = self.missing.as_ref().is_some_and(|missing| !missing.0.is_empty());
        stale::state(self.failure.is_some(), partial, self.seen_at, self.scan_interval_s, at)
    }
}
