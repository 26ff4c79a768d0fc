use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::{FindingRow, FindingState, Target};
use fleet::workload::{WorkloadDetail, WorkloadRow};
use fleet::{Actor, WorkloadId};
use posture::facts::{Container, Runtime};
use posture::{AcceptedSet, Outcome, RuleId};
use sqlx::types::Json;

use super::explanation::Explained;
use super::row::{Raw, select};
use crate::{Result, Store, finding};

impl Store {
    pub async fn workload(
        &self,
        actor: &Actor,
        id: WorkloadId,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadDetail>> {
        actor.require(Permission::Read)?;
        let Some(row) = self.workload_row(id, now).await? else { return Ok(None) };
        let beside = sqlx::query!(
            r#"select kind, identity, first_seen_at, posture_since, policy_version,
                   f.body as "facts: Json<Container>", o.body as "outcome: Json<Outcome>",
                   (select runtime from containers c where c.workload_id = w.id
                    order by c.facts_hash <> w.facts_hash, c.engine_id limit 1) as "runtime: Json<Runtime>",
                   array(select engine_id from containers c where c.workload_id = w.id order by 1) as "containers!"
               from workloads w join facts f on f.hash = w.facts_hash join outcomes o on o.hash = w.outcome_hash
               where w.id = $1"#,
            id.0
        )
        .fetch_one(&self.pool)
        .await?;
        let outcome = beside.outcome.0;
        let present = self.present_findings(id, now).await?;
        let accepted = accepted(&present);
        let explained = Explained {
            workload: id.0,
            target: &target(&row),
            outcome: &outcome,
            accepted: &accepted,
            policy: &self.policy(beside.policy_version).await?,
            since: beside.posture_since,
            replicas: row.replicas.max(1),
            stale: row.stale,
        };
        Ok(Some(WorkloadDetail {
            identity: format!("{} {}", beside.kind, beside.identity),
            findings: explained.findings(present),
            unknown: outcome.unknown,
            escape_paths: outcome.escape_paths,
            good_practice: outcome.good_practice,
            facts: beside.facts.0,
            runtime: beside.runtime.map_or_else(Runtime::default, |Json(runtime)| runtime),
            valid_from: beside.posture_since,
            policy_version: beside.policy_version.into(),
            first_seen_at: beside.first_seen_at,
            containers: beside.containers,
            row,
        }))
    }

    pub(super) async fn workload_row(
        &self,
        id: WorkloadId,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadRow>> {
        let mut query = select(now);
        query.push(" where w.id = ").push_bind(id.0);
        let raw: Option<Raw> = query.build_query_as().fetch_optional(&self.pool).await?;
        raw.map(WorkloadRow::try_from).transpose()
    }

    pub(super) async fn present_findings(
        &self,
        id: WorkloadId,
        now: DateTime<Utc>,
    ) -> Result<Vec<FindingRow>> {
        let mut query = finding::select(now);
        finding::push_of_workload(query.push(" where f.state <> 'resolved' and "), id);
        let rows: Vec<finding::Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        rows.into_iter().map(FindingRow::try_from).collect()
    }

    /// The built-in policy where the version has no row.
    pub(crate) async fn policy(&self, version: i32) -> Result<posture::Policy> {
        let body = sqlx::query_scalar!(
            r#"select body as "body: Json<posture::Policy>" from policies where version = $1"#,
            version
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(body.map_or_else(posture::Policy::default, |Json(policy)| policy))
    }
}

pub(super) fn accepted(rows: &[FindingRow]) -> AcceptedSet {
    let accepted = rows.iter().filter(|row| row.state == FindingState::Accepted);
    accepted.map(|row| (RuleId::from(row.rule.clone()), row.subject.clone())).collect()
}

pub(super) fn target(row: &WorkloadRow) -> Target {
    Target::Workload {
        id: row.id,
        name: row.name.clone(),
        project: row.project.clone(),
        host_id: row.host_id,
        host_name: row.host_name.clone(),
    }
}
