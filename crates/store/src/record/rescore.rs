//! Scoring again after something happened to findings: no fact changed, nothing is evaluated.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::Problem;
use sqlx::PgConnection;
use uuid::Uuid;

use super::assess::Context;
use super::assessment::Assessment;
use super::evaluated::Evaluated;
use super::finding::{FindingRecord, Findings};
use super::host::HostAssessment;
use super::known::KnownWorkload;
use super::locked::LockedHost;
use super::replica::Replica;
use super::slot::Slot;
use super::{known, stored, write};
use crate::content::Hash;
use crate::notification::{self, Notification};
use crate::{Result, event};

/// Lets `change` do something to the findings of a workload, or of the host itself, and scores it again. The last
/// step of a transaction.
pub(crate) async fn rescore(
    connection: &mut PgConnection,
    host: &LockedHost,
    workload: Option<Uuid>,
    by: &str,
    now: DateTime<Utc>,
    change: impl FnOnce(&mut Findings) -> Result<()>,
) -> Result<()> {
    host.refuse_newer()?;
    let host_hash = host.facts_hash.ok_or(Problem::NotFound)?;
    let context = Context {
        host: host.id,
        host_name: &host.name,
        host_hash,
        policy: &host.policy,
        partial: false,
        now,
    };
    let mut events = Vec::new();
    let of_workload: Assessment;
    let of_host: HostAssessment;
    if let Some(workload) = workload {
        of_workload = workload_again(connection, &context, workload, change).await?;
        event::group(workload, &of_workload.happenings, &mut events)?;
        write::assessments(connection, &context, std::slice::from_ref(&of_workload)).await?;
    } else {
        of_host = host_again(connection, &context, host, change).await?;
        event::group(host.id, &of_host.happenings, &mut events)?;
        write_host(connection, host.id, &of_host).await?;
    }
    notification::tell(connection, Notification::Host(host.id.into())).await?;
    event::record(connection, &events, by, now).await
}

async fn workload_again(
    connection: &mut PgConnection,
    context: &Context<'_>,
    id: Uuid,
    change: impl FnOnce(&mut Findings) -> Result<()>,
) -> Result<Assessment> {
    let before = known::workload(connection, context.host, id).await?.ok_or(Problem::NotFound)?;
    let slots: Vec<Slot> = known::containers(connection, context.host)
        .await?
        .into_iter()
        .filter(|container| container.workload_id == id)
        .map(Slot::from)
        .collect();
    let hashes: HashSet<_> = slots.iter().map(Slot::outcome_hash).chain([before.outcome_hash]).collect();
    let outcomes = stored::outcomes(connection, hashes).await?;
    let findings = changed(connection, context, Some(&before), &outcomes, change).await?;
    let mut replicas: Vec<Replica> = slots.iter().filter_map(|slot| slot.replica(&outcomes)).collect();
    if replicas.is_empty() {
        replicas.extend(before.last_known(&outcomes));
    }
    if replicas.is_empty() {
        return Err(Problem::NotFound.into());
    }
    Ok(context.rescore(&before, &replicas, findings))
}

async fn host_again(
    connection: &mut PgConnection,
    context: &Context<'_>,
    host: &LockedHost,
    change: impl FnOnce(&mut Findings) -> Result<()>,
) -> Result<HostAssessment> {
    let hash = host.outcome_hash.ok_or(Problem::NotFound)?;
    let mut outcomes = stored::outcomes(connection, HashSet::from([hash])).await?;
    let findings = changed(connection, context, None, &outcomes, change).await?;
    let evaluated = outcomes.remove(&hash).ok_or(Problem::NotFound)?;
    Ok(context.rescore_host(evaluated, findings))
}

/// The findings of a workload, or of the host itself, after the change.
async fn changed(
    connection: &mut PgConnection,
    context: &Context<'_>,
    workload: Option<&KnownWorkload>,
    outcomes: &HashMap<Hash, Arc<Evaluated>>,
    change: impl FnOnce(&mut Findings) -> Result<()>,
) -> Result<Findings> {
    let mut known = stored::findings(connection, context.host, workload.as_slice(), outcomes).await?;
    let target = workload.map_or(context.host, |workload| workload.id);
    let mut findings = Findings::known(known.remove(&target).unwrap_or_default());
    change(&mut findings)?;
    Ok(findings)
}

/// A host's own score and findings.
pub(super) async fn write_host(
    connection: &mut PgConnection,
    host: Uuid,
    assessment: &HostAssessment,
) -> Result<()> {
    sqlx::query!(
        "update hosts set score = $2, grade = $3, complete = $4, outcome_hash = $5, due_at = $6 where id = $1",
        host,
        assessment.score.score,
        assessment.score.grade.as_str(),
        assessment.score.complete,
        &assessment.evaluated.hash[..],
        assessment.due_at
    )
    .execute(&mut *connection)
    .await?;
    let rows: Vec<(Option<Uuid>, &FindingRecord)> =
        assessment.findings.iter().map(|finding| (None, finding)).collect();
    write::findings(connection, host, &rows).await
}
