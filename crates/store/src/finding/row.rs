use chrono::{DateTime, Utc};
use fleet::finding::{FindingRow, Replicas, Target};
use fleet::{FindingId, HostId, WorkloadId};
use posture::RuleId;
use posture::rules;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::id::finding_ids;
use crate::{Result, stale, word};

/// A finding with its target, as [`select`] gives it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Raw {
    pub id: Uuid,
    rule: String,
    subject: String,
    pub severity: i16,
    evidence: Option<String>,
    state: String,
    loss: f64,
    pub gain: f64,
    replicas: i32,
    pub opened_at: DateTime<Utc>,
    accepted_until: Option<DateTime<Utc>>,
    revision: i64,
    host_id: Uuid,
    host_name: String,
    workload_id: Option<Uuid>,
    workload_name: Option<String>,
    project: Option<String>,
    of_replicas: Option<i32>,
    stale: bool,
}

/// All findings `f` with their workload `w`, if it is one's, and their host `h`.
pub(crate) fn select(now: DateTime<Utc>) -> QueryBuilder<Postgres> {
    let mut query = select_columns(now);
    query.push(FROM).push(JOINS);
    query
}

/// What [`Raw`] is read from; `from` is to follow.
pub(super) fn select_columns(now: DateTime<Utc>) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "select f.id, f.rule, f.subject, f.severity, coalesce(f.evidence, evidence_in(f.outcome_hash, f.rule, f.subject)) as evidence,
             f.state, f.loss, f.gain, f.replicas, f.opened_at, f.accepted_until, f.revision, f.host_id, h.name as host_name, f.workload_id, w.name as workload_name,
             w.project, w.replicas as of_replicas, coalesce(",
    );
    stale::push_condition(&mut query, now);
    query.push(", false) as stale");
    query
}

pub(super) const FROM: &str = " from all_findings f";

/// The host `h` of a finding `f`, and its workload `w` if it is one's.
pub(super) const JOINS: &str =
    " join hosts h on h.id = f.host_id left join workloads w on w.id = f.workload_id";

impl TryFrom<Raw> for FindingRow {
    type Error = crate::StoreError;

    fn try_from(raw: Raw) -> Result<Self> {
        let host_id = HostId(raw.host_id);
        let target = match raw.workload_id {
            Some(id) => Target::Workload {
                id: WorkloadId(id),
                name: raw.workload_name.unwrap_or_default(),
                project: raw.project.unwrap_or_default(),
                host_id,
                host_name: raw.host_name,
            },
            None => Target::Host { id: host_id, name: raw.host_name },
        };
        Ok(Self {
            id: FindingId(raw.id),
            title: title(&raw.rule),
            dimension: RuleId::from(raw.rule.clone()).dimension(),
            rule: raw.rule,
            severity: word::severity(raw.severity)?,
            subject: raw.subject,
            evidence: raw.evidence.unwrap_or_default(),
            state: word::word("state", &raw.state)?,
            target,
            opened_at: raw.opened_at,
            accepted_until: raw.accepted_until,
            loss: raw.loss,
            gain: raw.gain,
            replicas: Replicas { affected: raw.replicas.into(), all: raw.of_replicas.unwrap_or(1).into() },
            stale: raw.stale,
            revision: raw.revision,
        })
    }
}

/// A rule's title; the id itself for a rule that this version does not know.
pub(crate) fn title(rule: &str) -> String {
    rules::find(rule).map_or_else(|| rule.into(), |known| known.title.into())
}

/// The condition that a finding `f` is one of this workload's, as primary keys can use it.
pub(crate) fn push_of_workload(query: &mut QueryBuilder<Postgres>, workload: WorkloadId) {
    push_ids(query, workload.0);
    query.push(" and f.workload_id = ").push_bind(workload.0);
}

/// As [`push_of_workload`], of the host itself.
pub(crate) fn push_of_host(query: &mut QueryBuilder<Postgres>, host: Uuid) {
    push_ids(query, host);
    query.push(" and f.workload_id is null");
}

fn push_ids(query: &mut QueryBuilder<Postgres>, target: Uuid) {
    let (first, last) = finding_ids(target);
    query.push("f.id between ").push_bind(first).push(" and ").push_bind(last);
}
