//! Risks that were accepted at a moment: those still accepted since then, and what events say of those that are not.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::finding::FindingEventKind;
use fleet::report::{AcceptedRisk, Listed, Place};
use sqlx::QueryBuilder;
use sqlx::types::Json;
use uuid::Uuid;

use super::digest::cause_of;
use crate::scope::Selection;
use crate::{Result, Store};

/// Risks that a report names; more are counted.
const MOST: usize = 500;

/// An acceptance that had not ended.
#[derive(sqlx::FromRow)]
struct Held {
    id: Uuid,
    by: String,
    reason: String,
    until: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Event {
    by: String,
    body: Json<FindingEventKind>,
    findings: Vec<u8>,
}

/// What a finding is about, and where; without a workload it is the host's own.
struct Known {
    id: Uuid,
    rule: String,
    subject: String,
    severity: i16,
    workload: Option<String>,
    project: Option<String>,
    host: String,
}

impl Store {
    /// The one that ends first comes first.
    pub(super) async fn accepted_risks(
        &self,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<Listed<AcceptedRisk>> {
        let mut held = self.still_held(selection, at).await?;
        self.replay(&mut held, selection, at).await?;
        held.retain(|_, held| held.until > at);
        let known = self.known(&held.keys().copied().collect::<Vec<_>>()).await?;
        let risk = |known: Known| held.remove(&known.id).map(|held| known.risk(held));
        let mut risks: Vec<_> = known.into_iter().filter_map(risk).collect::<Result<_>>()?;
        risks.sort_by(|a, b| a.until.cmp(&b.until).then_with(|| a.place.workload.cmp(&b.place.workload)));
        Ok(Listed::first(risks, MOST))
    }

    /// Acceptances from before that moment that have not ended by a decision since, however long ago their event was dropped; by finding.
    async fn still_held(&self, selection: &Selection, at: DateTime<Utc>) -> Result<BTreeMap<Uuid, Held>> {
        let mut query = QueryBuilder::new(
            "select f.id, f.accepted_by as by, f.accepted_reason as reason, f.accepted_until as until
             from findings f left join workloads w on w.id = f.workload_id
             where f.state = 'accepted' and f.accepted_at <= ",
        );
        query.push_bind(at);
        selection.push_hosts(&mut query, "f.host_id");
        selection.push_projects(&mut query, "w.project");
        let held: Vec<Held> = query.build_query_as().fetch_all(&self.pool).await?;
        Ok(held.into_iter().map(|held| (held.id, held)).collect())
    }

    /// Lets the events until then begin and end acceptances.
    async fn replay(
        &self,
        held: &mut BTreeMap<Uuid, Held>,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let mut query = QueryBuilder::new(
            "select e.by, e.body, e.findings from finding_events e
             where e.kind in ('accepted', 'acceptance_revoked', 'acceptance_expired', 'acceptance_voided', 'resolved')
                 and e.at <= ",
        );
        query.push_bind(at);
        query.push(" and e.target in (select target from finding_events where kind = 'accepted' and at <= ");
        query.push_bind(at).push(" and (body ->> 'until')::timestamptz > ").push_bind(at).push(")");
        selection.push_targets(&mut query, "e.target");
        query.push(" order by e.id");
        let events: Vec<Event> = query.build_query_as().fetch_all(&self.pool).await?;
        for Event { by, body, findings } in events {
            for id in findings.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok()) {
                if let FindingEventKind::Accepted { reason, until } = &body.0 {
                    held.insert(id, Held { id, by: by.clone(), reason: reason.clone(), until: *until });
                } else {
                    held.remove(&id);
                }
            }
        }
        Ok(())
    }

    async fn known(&self, findings: &[Uuid]) -> Result<Vec<Known>> {
        let known = sqlx::query_as!(
            Known,
            r#"select f.id, f.rule, f.subject, f.severity, w.name as "workload?", w.project as "project?",
                   h.name as host
               from findings f join hosts h on h.id = f.host_id left join workloads w on w.id = f.workload_id
               where f.id = any($1)"#,
            findings
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(known)
    }
}

impl Known {
    fn risk(self, held: Held) -> Result<AcceptedRisk> {
        Ok(AcceptedRisk {
            cause: cause_of(self.rule, self.subject, self.severity)?,
            place: Place {
                workload: self.workload.unwrap_or_default(),
                project: self.project.unwrap_or_default(),
                host: self.host,
            },
            by: held.by,
            reason: held.reason,
            until: held.until,
        })
    }
}
