//! What the database knows of a host: read once, compared in memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::Problem;
use fleet::finding::Acceptance;
use fleet::lifecycle::Standing;
use posture::facts::{Runtime, Surroundings};
use posture::{Policy, RuleId};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::assess::Replica;
use super::evaluated::Evaluated;
use super::finding::FindingRecord;
use crate::content::Hash;
use crate::id::finding_ids;
use crate::{Result, word};

/// A host whose row is locked until the end of the transaction: whoever changes anything of a host does so first.
#[derive(Debug)]
pub(crate) struct LockedHost {
    pub id: Uuid,
    pub name: String,
    pub scan_interval_s: i64,
    pub facts_hash: Option<Hash>,
    pub due_at: Option<DateTime<Utc>>,
    pub outcome_hash: Option<Hash>,
    pub policy_version: Option<i32>,
    pub rules_revision: Option<i32>,
    pub failure: Option<serde_json::Value>,
    /// The last scan that read it missed something.
    pub was_partial: bool,
    pub scan_digest: Option<Hash>,
    pub revisit_at: Option<DateTime<Utc>>,
    pub scan_run: Option<Uuid>,
    /// When the latest recorded scan began.
    pub scanned_from: Option<DateTime<Utc>>,
    /// The one in force.
    pub policy: Policy,
}

impl LockedHost {
    /// Whether its postures were computed with the policy and the rules that are in force.
    pub fn is_current(&self) -> bool {
        let (policy_version, rules_revision) = in_force(&self.policy);
        self.policy_version == Some(policy_version) && self.rules_revision == Some(rules_revision)
    }

    /// A replica with older rules never touches what newer ones have judged.
    ///
    /// # Errors
    /// `Conflict` where this replica is the older one.
    pub fn refuse_newer(&self) -> Result<()> {
        if self.rules_revision.is_some_and(|revision| revision > posture::rules::REVISION.cast_signed()) {
            let detail = "a newer Plimsoll has judged this host; this one leaves it alone".into();
            return Err(Problem::Conflict { detail }.into());
        }
        Ok(())
    }
}

/// Version of the policy and revision of the rules.
pub(crate) fn in_force(policy: &Policy) -> (i32, i32) {
    (policy.version.cast_signed(), posture::rules::REVISION.cast_signed())
}

/// Locks a host that is not removed.
pub(crate) async fn lock_host(connection: &mut PgConnection, id: Uuid) -> Result<Option<LockedHost>> {
    let row = sqlx::query!(
        r#"select name, scan_interval_s, facts_hash as "facts_hash: Hash", due_at,
               outcome_hash as "outcome_hash: Hash", policy_version, rules_revision, failure,
               missing <> '[]' as "was_partial!",
               scan_digest as "scan_digest: Hash", revisit_at, scan_run, scanned_from,
               (select body from policies order by version desc limit 1) as "policy: Json<Policy>"
           from hosts where id = $1 and removed_at is null
           for no key update"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| LockedHost {
        id,
        name: row.name,
        scan_interval_s: row.scan_interval_s,
        facts_hash: row.facts_hash,
        due_at: row.due_at,
        outcome_hash: row.outcome_hash,
        policy_version: row.policy_version,
        rules_revision: row.rules_revision,
        failure: row.failure,
        was_partial: row.was_partial,
        scan_digest: row.scan_digest,
        revisit_at: row.revisit_at,
        scan_run: row.scan_run,
        scanned_from: row.scanned_from,
        policy: row.policy.map_or_else(Policy::default, |Json(policy)| policy),
    }))
}

#[derive(Clone, Debug)]
pub(crate) struct KnownContainer {
    pub engine_id: String,
    pub workload_id: Uuid,
    pub name: String,
    pub facts_hash: Hash,
    pub image_hash: Option<Hash>,
    pub image: String,
    pub image_id: String,
    pub outcome_hash: Hash,
    pub runtime: Runtime,
    pub surroundings: Surroundings,
    pub due_at: Option<DateTime<Utc>>,
}

pub(crate) async fn containers(connection: &mut PgConnection, host: Uuid) -> Result<Vec<KnownContainer>> {
    let rows = sqlx::query!(
        r#"select engine_id, workload_id, name, facts_hash as "facts_hash: Hash", image_hash as "image_hash: Hash",
               image, image_id, outcome_hash as "outcome_hash: Hash", runtime as "runtime: Json<Runtime>",
               surroundings as "surroundings: Json<Surroundings>", due_at
           from containers where host_id = $1"#,
        host
    )
    .fetch_all(connection)
    .await?;
    let known = rows.into_iter().map(|row| KnownContainer {
        engine_id: row.engine_id,
        workload_id: row.workload_id,
        name: row.name,
        facts_hash: row.facts_hash,
        image_hash: row.image_hash,
        image: row.image,
        image_id: row.image_id,
        outcome_hash: row.outcome_hash,
        runtime: row.runtime.0,
        surroundings: row.surroundings.0,
        due_at: row.due_at,
    });
    Ok(known.collect())
}

/// A workload and what its current posture was made of.
#[derive(Clone, Debug)]
pub(crate) struct KnownWorkload {
    pub id: Uuid,
    pub identity_hash: Hash,
    pub is_ephemeral: bool,
    pub name: String,
    pub project: String,
    pub identity: String,
    pub kind: String,
    pub image: String,
    pub first_seen_at: DateTime<Utc>,
    pub absent_since: Option<DateTime<Utc>>,
    pub gone_at: Option<DateTime<Utc>>,
    pub unsettled: bool,
    pub counts: bool,
    pub posture_since: DateTime<Utc>,
    pub input_key: Hash,
    pub facts_hash: Hash,
    pub image_hash: Option<Hash>,
    pub host_hash: Hash,
    pub outcome_hash: Hash,
    pub policy_version: i32,
    pub rules_revision: i32,
}

impl KnownWorkload {
    pub fn is_there(&self) -> bool {
        self.gone_at.is_none()
    }

    /// The replica that decided last.
    pub fn last_known(&self, outcomes: &HashMap<Hash, Arc<Evaluated>>) -> Option<Replica> {
        Some(Replica {
            facts_hash: self.facts_hash,
            image_hash: self.image_hash,
            image: self.image.clone(),
            state: posture::facts::State::Exited,
            created_at: None,
            due_at: None,
            evaluated: outcomes.get(&self.outcome_hash)?.clone(),
        })
    }
}

/// One workload of a host, even if it is gone.
pub(crate) async fn workload(
    connection: &mut PgConnection,
    host: Uuid,
    id: Uuid,
) -> Result<Option<KnownWorkload>> {
    let hash = sqlx::query_scalar!(
        r#"select identity_hash as "hash: Hash" from workloads where id = $1 and host_id = $2"#,
        id,
        host
    )
    .fetch_optional(&mut *connection)
    .await?;
    let of_host = workloads(connection, host, hash.as_slice()).await?;
    Ok(of_host.into_iter().find(|workload| workload.id == id))
}

/// The workloads of a host that are not gone, and those of the given identities even if they are.
pub(crate) async fn workloads(
    connection: &mut PgConnection,
    host: Uuid,
    identities: &[Hash],
) -> Result<Vec<KnownWorkload>> {
    let rows = sqlx::query!(
        r#"select id, identity_hash as "identity_hash: Hash", kind, name, project, identity, image, first_seen_at,
               absent_since, gone_at, unsettled, counts, posture_since,
               input_key as "input_key: Hash", facts_hash as "facts_hash: Hash", image_hash as "image_hash: Hash",
               host_hash as "host_hash: Hash", outcome_hash as "outcome_hash: Hash", policy_version, rules_revision
           from workloads where host_id = $1 and (gone_at is null or identity_hash = any($2))"#,
        host,
        identities as _
    )
    .fetch_all(connection)
    .await?;
    let known = rows.into_iter().map(|row| KnownWorkload {
        id: row.id,
        identity_hash: row.identity_hash,
        is_ephemeral: row.kind == fleet::workload::IdentityKind::Ephemeral.as_str(),
        name: row.name,
        project: row.project,
        identity: row.identity,
        kind: row.kind,
        image: row.image,
        first_seen_at: row.first_seen_at,
        absent_since: row.absent_since,
        gone_at: row.gone_at,
        unsettled: row.unsettled,
        counts: row.counts,
        posture_since: row.posture_since,
        input_key: row.input_key,
        facts_hash: row.facts_hash,
        image_hash: row.image_hash,
        host_hash: row.host_hash,
        outcome_hash: row.outcome_hash,
        policy_version: row.policy_version,
        rules_revision: row.rules_revision,
    });
    Ok(known.collect())
}

/// All findings, resolved ones too, by target.
pub(crate) async fn findings(
    connection: &mut PgConnection,
    host: Uuid,
    workloads: &[Uuid],
) -> Result<HashMap<Uuid, Vec<FindingRecord>>> {
    let (first, last): (Vec<Uuid>, Vec<Uuid>) =
        workloads.iter().chain([&host]).map(|target| finding_ids(*target)).unzip();
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
            is_new: false,
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
