//! Facts, outcomes and findings as the database has them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use fleet::finding::Acceptance;
use fleet::lifecycle::Standing;
use posture::RuleId;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::evaluated::Evaluated;
use super::finding::FindingRecord;
use super::known::KnownWorkload;
use super::plain::PlainFinding;
use crate::content::Hash;
use crate::id::finding_ids;
use crate::{Result, word};

/// All findings of the host itself and of workloads, resolved ones too, by target. `outcomes` has the evidence of
/// plain ones.
pub(crate) async fn findings(
    connection: &mut PgConnection,
    host: Uuid,
    workloads: &[&KnownWorkload],
    outcomes: &HashMap<Hash, Arc<Evaluated>>,
) -> Result<HashMap<Uuid, Vec<FindingRecord>>> {
    let targets = workloads.iter().map(|workload| workload.id).chain([host]);
    let mut findings = finding_rows(connection, targets).await?;
    let sets = finding_sets(connection, workloads).await?;
    for workload in workloads {
        let Some(plain) = workload.plain else { continue };
        let set = sets.get(&plain.set).map(Vec::as_slice).unwrap_or_default();
        let outcome = outcomes.get(&workload.outcome_hash).map(|evaluated| &evaluated.outcome);
        findings.entry(workload.id).or_default().extend(plain.records(workload.id, set, outcome));
    }
    Ok(findings)
}

async fn finding_sets(
    connection: &mut PgConnection,
    workloads: &[&KnownWorkload],
) -> Result<HashMap<Hash, Vec<PlainFinding>>> {
    let hashes: HashSet<Hash> = workloads.iter().filter_map(|workload| Some(workload.plain?.set)).collect();
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"select hash as "hash: Hash", suffix as "suffix: [u8; 8]", rule, subject, severity, loss, gain
           from finding_sets where hash = any($1)"#,
        &hashes.into_iter().collect::<Vec<_>>() as _
    )
    .fetch_all(connection)
    .await?;
    let mut sets: HashMap<Hash, Vec<PlainFinding>> = HashMap::new();
    for row in rows {
        sets.entry(row.hash).or_default().push(PlainFinding {
            suffix: row.suffix,
            rule: RuleId::from(row.rule),
            subject: row.subject,
            severity: word::severity(row.severity)?,
            loss: row.loss,
            gain: row.gain,
        });
    }
    Ok(sets)
}

/// By target.
async fn finding_rows(
    connection: &mut PgConnection,
    targets: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<FindingRecord>>> {
    let (first, last): (Vec<Uuid>, Vec<Uuid>) = targets.map(finding_ids).unzip();
    let rows = sqlx::query!(
        r#"select id, host_id, workload_id, rule, subject, severity, evidence, state, loss, gain, replicas,
               opened_at, resolved_at, accepted_until, accepted_at, accepted_by, accepted_reason, revision
           from unnest($1::uuid[], $2::uuid[]) as target (first, last)
               join findings on id between first and last"#,
        &first,
        &last
    )
    .fetch_all(connection)
    .await?;
    let mut by_target: HashMap<Uuid, Vec<FindingRecord>> = HashMap::new();
    for row in rows {
        let acceptance = match (row.accepted_until, row.accepted_at, row.accepted_by, row.accepted_reason) {
            (Some(until), Some(granted_at), Some(by), Some(reason)) => {
                Some(Acceptance { by, reason, granted_at, until })
            }
            _ => None,
        };
        let standing = Standing {
            state: word::word("state", &row.state)?,
            severity: word::severity(row.severity)?,
            opened_at: row.opened_at,
            resolved_at: row.resolved_at,
            acceptance,
        };
        by_target.entry(row.workload_id.unwrap_or(row.host_id)).or_default().push(FindingRecord {
            id: row.id,
            rule: RuleId::from(row.rule),
            subject: row.subject,
            standing,
            evidence: row.evidence,
            loss: row.loss,
            gain: row.gain,
            replicas: row.replicas,
            revision: row.revision,
            has_row: true,
        });
    }
    Ok(by_target)
}

/// Outcomes by their address.
pub(crate) async fn outcomes(
    connection: &mut PgConnection,
    hashes: HashSet<Hash>,
) -> Result<HashMap<Hash, Arc<Evaluated>>> {
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let hashes: Vec<Hash> = hashes.into_iter().collect();
    let rows = sqlx::query!(
        r#"select hash as "hash: Hash", body as "body: Json<posture::Outcome>" from outcomes where hash = any($1)"#,
        hashes as _
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.hash, Arc::new(Evaluated::stored(row.hash, row.body.0)))).collect())
}

/// One set of facts by its address.
pub(crate) async fn facts<T: serde::de::DeserializeOwned + Unpin + Send>(
    connection: &mut PgConnection,
    hashes: &[Hash],
) -> Result<HashMap<Hash, T>> {
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"select hash as "hash: Hash", body as "body: serde_json::Value" from facts where hash = any($1)"#,
        hashes as _
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((row.hash, serde_json::from_value(row.body)?))).collect()
}
