use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::workload::{SeverityCounts, WorkloadDetail, WorkloadRow, WorstFinding};
use fleet::{Actor, WorkloadId};
use posture::facts::{Container, Runtime};
use posture::score::score;
use posture::{AcceptedSet, Outcome};
use sqlx::types::Json;

use super::detail::target;
use super::explanation::Explained;
use crate::finding::title;
use crate::{Result, Store, word};

impl Store {
    /// What was known of the workload at a past moment; `None`: nothing. What is volatile is not kept.
    pub async fn workload_as_of(
        &self,
        actor: &Actor,
        id: WorkloadId,
        at: DateTime<Utc>,
    ) -> Result<Option<WorkloadDetail>> {
        actor.require(Permission::Read)?;
        let Some(now) = self.workload_row(id, at).await? else { return Ok(None) };
        let Some(then) = self.interval_at(id, at).await? else { return Ok(None) };
        let policy = self.policy(then.policy_version).await?;
        let (outcome, accepted) = (then.outcome.0, then.accepted.0);
        let posture = score(&outcome, &accepted, &policy);
        let counting = outcome.findings.iter().zip(&posture.shares).filter(|(_, share)| !share.accepted);
        let worst = counting.map(|(finding, _)| finding.rule.to_string()).next();
        let mut escape_paths: Vec<_> = outcome.escape_paths.iter().map(|path| path.kind).collect();
        escape_paths.sort_unstable();
        escape_paths.dedup();
        let row = WorkloadRow {
            stale: false,
            image: then.facts.0.image_reference.clone(),
            score: then.score,
            raw_score: then.raw_score,
            grade: word::word("grade", &then.grade)?,
            complete: then.complete,
            dimensions: posture.dimensions,
            counts: then.counts,
            worst_finding: worst.map(|rule| WorstFinding { title: title(&rule), rule }),
            escape_paths,
            unknown: i64::try_from(outcome.unknown.len()).unwrap_or(i64::MAX),
            accepted: i64::try_from(accepted.len()).unwrap_or(i64::MAX),
            change_7d: None,
            seen_at: at.min(now.seen_at),
            ..now
        };
        let explained = Explained {
            workload: id.0,
            target: &target(&row),
            outcome: &outcome,
            accepted: &accepted,
            policy: &policy,
            since: then.valid_from,
            replicas: 1,
            stale: false,
        };
        Ok(Some(WorkloadDetail {
            identity: then.identity,
            findings: explained.findings(Vec::new()),
            unknown: outcome.unknown,
            escape_paths: outcome.escape_paths,
            good_practice: outcome.good_practice,
            facts: then.facts.0,
            runtime: Runtime::default(),
            valid_from: then.valid_from,
            policy_version: then.policy_version.into(),
            first_seen_at: then.first_seen_at,
            containers: Vec::new(),
            row,
        }))
    }

    async fn interval_at(&self, id: WorkloadId, at: DateTime<Utc>) -> Result<Option<Interval>> {
        let row = sqlx::query!(
            r#"select p.valid_from, p.score, p.raw_score, p.grade, p.complete, p.critical, p.high, p.medium, p.low,
                   p.info, p.policy_version, p.accepted as "accepted: Json<AcceptedSet>",
                   f.body as "facts: Json<Container>", o.body as "outcome: Json<Outcome>",
                   w.kind || ' ' || w.identity as "identity!", w.first_seen_at
               from postures p join workloads w on w.id = p.workload_id join facts f on f.hash = p.facts_hash
                   join outcomes o on o.hash = p.outcome_hash
               where p.workload_id = $1 and p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2)"#,
            id.0,
            at
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Interval {
            valid_from: row.valid_from,
            score: row.score,
            raw_score: row.raw_score,
            grade: row.grade,
            complete: row.complete,
            counts: SeverityCounts {
                critical: row.critical.into(),
                high: row.high.into(),
                medium: row.medium.into(),
                low: row.low.into(),
                info: row.info.into(),
            },
            policy_version: row.policy_version,
            accepted: row.accepted,
            facts: row.facts,
            outcome: row.outcome,
            identity: row.identity,
            first_seen_at: row.first_seen_at,
        }))
    }
}

/// The interval that holds a moment.
struct Interval {
    valid_from: DateTime<Utc>,
    score: f64,
    raw_score: f64,
    grade: String,
    complete: bool,
    counts: SeverityCounts,
    policy_version: i32,
    accepted: Json<AcceptedSet>,
    facts: Json<Container>,
    outcome: Json<Outcome>,
    identity: String,
    first_seen_at: DateTime<Utc>,
}
