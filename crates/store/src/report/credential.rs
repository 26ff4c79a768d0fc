//! Credentials that became exposed: findings of the secrets dimension that opened or came back.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use fleet::report::{Credential, Listed, Place};
use futures::TryStreamExt as _;
use posture::{Dimension, Outcome, Severity};
use sqlx::QueryBuilder;
use sqlx::types::Json;
use uuid::Uuid;

use super::digest::cause;
use crate::id::finding_id;
use crate::scope::Selection;
use crate::{Result, Store};

/// Credentials that a report names; more are counted.
const MOST: usize = 200;
/// Of so many the worst are kept while they are read.
const HELD: usize = 10_000;

#[derive(sqlx::FromRow)]
struct Opened {
    at: DateTime<Utc>,
    target: Uuid,
    findings: Vec<u8>,
    name: String,
    project: String,
    host_name: String,
    outcome: Json<Outcome>,
}

impl Store {
    /// Worst first, then oldest; a credential that came and went and came again is named once.
    pub(super) async fn new_credentials(
        &self,
        selection: &Selection,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Listed<Credential>> {
        let mut query = QueryBuilder::new(
            r#"select e.at, e.target, e.findings, w.name, w.project, w.host_name, o.body as outcome
             from finding_events e join workloads w on w.id = e.target cross join lateral (
                 select outcome_hash from postures where workload_id = e.target and valid_from <= e.at
                 order by valid_from desc limit 1) as p
                 join outcomes o on o.hash = p.outcome_hash
             where e.kind in ('opened', 'reopened')
                 and o.body @? '$.findings[*] ? (@.rule starts with "SEC-")' and e.at > "#,
        );
        query.push_bind(from).push(" and e.at <= ").push_bind(until);
        selection.push_hosts(&mut query, "w.host_id");
        selection.push_projects(&mut query, "w.project");
        query.push(" order by e.id");
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut total = 0;
        let mut rows = query.build_query_as::<Opened>().fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            for credential in row.credentials(&mut seen) {
                total += 1;
                found.push(credential);
            }
            if found.len() > HELD {
                sort(&mut found);
                found.truncate(MOST);
            }
        }
        sort(&mut found);
        found.truncate(MOST);
        Ok(Listed { items: found, total })
    }
}

fn sort(credentials: &mut [Credential]) {
    credentials.sort_by_key(|credential| (std::cmp::Reverse(credential.cause.severity), credential.at));
}

impl Opened {
    fn credentials(self, seen: &mut HashSet<Uuid>) -> Vec<Credential> {
        let opened: HashSet<&[u8]> = self.findings.chunks_exact(16).collect();
        let place = Place { workload: self.name, project: self.project, host: self.host_name };
        let exposed = self.outcome.0.findings.iter().filter(|finding| {
            finding.rule.dimension() == Some(Dimension::Secrets) && finding.severity > Severity::Info
        });
        let new = exposed.filter(|finding| {
            let id = finding_id(self.target, finding.rule.as_str(), &finding.subject);
            opened.contains(&id.as_bytes()[..]) && seen.insert(id)
        });
        new.map(|finding| Credential { cause: cause(finding), place: place.clone(), at: self.at }).collect()
    }
}
