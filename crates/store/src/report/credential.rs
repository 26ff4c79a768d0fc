//! Credentials that became exposed: findings of the secrets dimension that opened or came back.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use fleet::report::{Credential, Listed, Place};
use futures::TryStreamExt as _;
use posture::Severity;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::digest::cause_of;
use crate::scope::Selection;
use crate::word::severity_code;
use crate::{Result, Store};

/// Credentials that a report names; more are counted.
const MOST: usize = 200;
/// Of so many the worst are kept while they are read.
const HELD: usize = 10_000;

/// A finding of a workload that an event opened, as severe as it then was.
#[derive(sqlx::FromRow)]
struct Opened {
    at: DateTime<Utc>,
    id: Uuid,
    rule: String,
    subject: String,
    severity: i16,
    name: String,
    project: String,
    host_name: String,
}

/// Events that opened findings, with each finding of the secrets dimension that their workload has or had: as a row,
/// or as a plain one of its set.
const OPENED: &str = r"
    select * from (
        select e.id as event, e.at, c.id, c.rule, c.subject, w.name, w.project, w.host_name,
            coalesce(get_byte(e.severities, (position(uuid_send(c.id) in e.findings) - 1) / 16)::smallint, c.severity)
                as severity
        from finding_events e join workloads w on w.id = e.target cross join lateral (
            select f.id, f.rule, f.subject, f.severity from findings f
            where f.id between encode(w.finding_prefix || '\x0000000000000000', 'hex')::uuid
                    and encode(w.finding_prefix || '\xffffffffffffffff', 'hex')::uuid
                and f.rule like 'SEC-%'
            union all
            select encode(w.finding_prefix || s.suffix, 'hex')::uuid, s.rule, s.subject, s.severity
            from finding_sets s where s.hash = w.plain_set and s.rule like 'SEC-%') as c
        where e.kind in ('opened', 'reopened') and position(uuid_send(c.id) in e.findings) > 0 and e.at > ";

impl Store {
    /// Worst first, then oldest; a credential that came and went and came again is named once.
    pub(super) async fn new_credentials(
        &self,
        selection: &Selection,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Listed<Credential>> {
        let mut query = QueryBuilder::new(OPENED);
        query.push_bind(from).push(" and e.at <= ").push_bind(until);
        selection.push_hosts(&mut query, "w.host_id");
        selection.push_projects(&mut query, "w.project");
        query
            .push(") as opened where severity > ")
            .push_bind(severity_code(Severity::Info))
            .push(" order by event");
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut rows = query.build_query_as::<Opened>().fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            if seen.insert(row.id) {
                found.push(row.credential()?);
            }
            if found.len() > HELD {
                keep_worst(&mut found);
            }
        }
        keep_worst(&mut found);
        Ok(Listed { items: found, total: i64::try_from(seen.len()).unwrap_or(i64::MAX) })
    }
}

fn keep_worst(credentials: &mut Vec<Credential>) {
    credentials.sort_by_key(|credential| (Reverse(credential.cause.severity), credential.at));
    credentials.truncate(MOST);
}

impl Opened {
    fn credential(self) -> Result<Credential> {
        Ok(Credential {
            cause: cause_of(self.rule, self.subject, self.severity)?,
            place: Place { workload: self.name, project: self.project, host: self.host_name },
            at: self.at,
        })
    }
}
