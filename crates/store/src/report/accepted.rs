//! Risks that were accepted at a moment, from the events that began and ended acceptances.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use fleet::finding::FindingEventKind;
use fleet::report::{AcceptedRisk, Listed, Place};
use posture::Outcome;
use sqlx::QueryBuilder;
use sqlx::types::Json;
use uuid::Uuid;

use super::digest::cause;
use crate::id::finding_id;
use crate::scope::Selection;
use crate::{Result, Store};

/// Risks that a report names; more are counted.
const MOST: usize = 500;

#[derive(sqlx::FromRow)]
struct Event {
    by: String,
    target: Uuid,
    body: Json<FindingEventKind>,
    findings: Vec<u8>,
}

/// An acceptance that had not ended.
struct Held {
    target: Uuid,
    by: String,
    reason: String,
    until: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Target {
    id: Uuid,
    /// Empty: a host.
    name: String,
    project: String,
    host_name: String,
    outcome: Json<Outcome>,
}

impl Store {
    /// The one that ends first comes first.
    pub(super) async fn accepted_risks(
        &self,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<Listed<AcceptedRisk>> {
        let held = self.held(selection, at).await?;
        let ids: HashSet<Uuid> = held.values().map(|held| held.target).collect();
        let targets = self.targets(ids.into_iter().collect(), at).await?;
        let mut risks = Vec::new();
        for target in targets {
            let place = Place {
                workload: target.name.clone(),
                project: target.project.clone(),
                host: target.host_name,
            };
            for finding in &target.outcome.0.findings {
                let id = finding_id(target.id, finding.rule.as_str(), &finding.subject);
                if let Some(held) = held.get(&id) {
                    risks.push(AcceptedRisk {
                        cause: cause(finding),
                        place: place.clone(),
                        by: held.by.clone(),
                        reason: held.reason.clone(),
                        until: held.until,
                    });
                }
            }
        }
        risks.sort_by(|a, b| a.until.cmp(&b.until).then_with(|| a.place.workload.cmp(&b.place.workload)));
        Ok(Listed::first(risks, MOST))
    }

    /// By finding.
    async fn held(&self, selection: &Selection, at: DateTime<Utc>) -> Result<BTreeMap<Uuid, Held>> {
        let mut query = QueryBuilder::new(
            "select e.by, e.target, e.body, e.findings from finding_events e
             where e.kind in ('accepted', 'acceptance_revoked', 'acceptance_expired', 'acceptance_voided', 'resolved')
                 and e.at <= ",
        );
        query.push_bind(at);
        query.push(" and e.target in (select target from finding_events where kind = 'accepted' and at <= ");
        query.push_bind(at).push(" and (body ->> 'until')::timestamptz > ").push_bind(at).push(")");
        selection.push_targets(&mut query, "e.target");
        query.push(" order by e.id");
        let events: Vec<Event> = query.build_query_as().fetch_all(&self.pool).await?;
        let mut held = BTreeMap::new();
        for event in events {
            let ids = event.findings.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok());
            match event.body.0 {
                FindingEventKind::Accepted { reason, until } => held.extend(ids.map(|id| {
                    (id, Held { target: event.target, by: event.by.clone(), reason: reason.clone(), until })
                })),
                _ => ids.for_each(|id| {
                    held.remove(&id);
                }),
            }
        }
        held.retain(|_, held| held.until > at);
        Ok(held)
    }

    /// Workloads with their outcome at that moment, hosts with their last.
    async fn targets(&self, ids: Vec<Uuid>, at: DateTime<Utc>) -> Result<Vec<Target>> {
        let mut query = QueryBuilder::new(
            "select w.id, w.name, w.project, w.host_name, o.body as outcome
             from workloads w cross join lateral (
                 select outcome_hash from postures where workload_id = w.id and valid_from <= ",
        );
        query
            .push_bind(at)
            .push(" order by valid_from desc limit 1) as p join outcomes o on o.hash = p.outcome_hash");
        query.push(" where w.id = any(").push_bind(ids.clone());
        query.push(
            ") union all select h.id, '', '', h.name, o.body from hosts h join outcomes o on o.hash = h.outcome_hash
             where h.id = any(",
        );
        query.push_bind(ids).push(")");
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }
}
