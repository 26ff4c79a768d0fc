//! What the database knows of a host's containers and workloads: read once, compared in memory.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use posture::facts::{Runtime, Surroundings};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::evaluated::Evaluated;
use super::plain::PlainStanding;
use super::replica::Replica;
use crate::Result;
use crate::content::Hash;

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
    pub plain: Option<PlainStanding>,
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
               host_hash as "host_hash: Hash", outcome_hash as "outcome_hash: Hash", policy_version, rules_revision,
               plain_set as "plain_set: Hash", plain_since, plain_replicas
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
        plain: plain(row.plain_set, row.plain_since, row.plain_replicas),
    });
    Ok(known.collect())
}

fn plain(set: Option<Hash>, since: Option<DateTime<Utc>>, replicas: Option<i32>) -> Option<PlainStanding> {
    Some(PlainStanding { set: set?, since: since?, replicas: replicas? })
}
