//! The row of a host, locked: whoever changes anything of a host locks it first.

use chrono::{DateTime, Utc};
use fleet::Problem;
use posture::Policy;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Result;
use crate::content::Hash;

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
