//! Evaluating again what time, policy or rules have overtaken.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use posture::facts::Host;
use sqlx::PgConnection;
use uuid::Uuid;

use super::assess::Context;
use super::assessment::{Assessment, Head, Presence};
use super::evaluated::Evaluated;
use super::evaluator::Evaluator;
use super::finding::FindingRecord;
use super::known::{KnownContainer, KnownWorkload};
use super::locked::{LockedHost, in_force, lock_host};
use super::replica::Replica;
use super::rescore::write_host;
use super::scan::PLIMSOLL;
use super::slot::{News, OutcomeOf, Slot};
use super::{container, known, stored, write};
use crate::content::Hash;
use crate::id::moment;
use crate::{Result, Store, event};

/// What one round of reassessing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReassessReport {
    pub assessed: u32,
    pub changed: u32,
}

impl Store {
    /// Evaluates up to about `limit` workloads again that time, policy or rules have overtaken. A host that fails
    /// keeps no other from its turn.
    ///
    /// # Errors
    /// The last failure, after every host had its turn.
    pub async fn reassess_due(&self, now: DateTime<Utc>, limit: u32) -> Result<ReassessReport> {
        let now = moment(now);
        let (mut report, mut failed) = (ReassessReport::default(), None);
        for host in self.overtaken_hosts(now, limit).await? {
            if report.assessed >= limit {
                break;
            }
            match self.reassess_host(host, now).await {
                Ok(of_host) => {
                    report.assessed += of_host.assessed;
                    report.changed += of_host.changed;
                }
                Err(error) => {
                    tracing::error!(%host, %error, "a host could not be assessed again");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(report), Err)
    }

    async fn reassess_host(&self, host: Uuid, now: DateTime<Utc>) -> Result<ReassessReport> {
        let mut transaction = self.pool.begin().await?;
        let Some(host) = lock_host(&mut transaction, host).await? else {
            return Ok(ReassessReport::default());
        };
        let report = reassess(&mut transaction, &host, now).await?;
        transaction.commit().await?;
        Ok(report)
    }

    /// A replica with older rules leaves alone what newer ones have judged.
    async fn overtaken_hosts(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Uuid>> {
        let hosts = sqlx::query_scalar!(
            r#"select id as "id!" from (
                   select host_id as id from workloads where due_at <= $1
                   union
                   select id from hosts where due_at <= $1
                   union
                   select id from hosts
                   where rules_revision < $2
                       or policy_version < (select coalesce(max(version), 1) from policies)
               ) as overtaken
               join hosts using (id)
               where removed_at is null and facts_hash is not null and rules_revision <= $2
               limit $3"#,
            now,
            posture::rules::REVISION.cast_signed(),
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(hosts)
    }
}

async fn reassess(
    connection: &mut PgConnection,
    host: &LockedHost,
    now: DateTime<Utc>,
) -> Result<ReassessReport> {
    host.refuse_newer()?;
    let Some(host_hash) = host.facts_hash else { return Ok(ReassessReport::default()) };
    let mut facts: HashMap<Hash, Host> = stored::facts(connection, &[host_hash]).await?;
    let Some(facts) = facts.remove(&host_hash) else { return Ok(ReassessReport::default()) };
    let context = Context {
        host: host.id,
        host_name: &host.name,
        host_hash,
        policy: &host.policy,
        partial: host.was_partial,
        now,
    };
    let slots = evaluate_again(connection, host, &facts, now).await?;
    let affected: HashSet<Uuid> =
        slots.iter().filter(|slot| slot.news == News::Changed).map(|slot| slot.workload).collect();
    let mut workloads = known::workloads(connection, host.id, &[]).await?;
    workloads.retain(|workload| affected.contains(&workload.id));
    let mut findings = findings(connection, host.id, &workloads).await?;
    let of_host = Evaluated::new(posture::evaluate_host(&facts, &host.policy, now))?;
    let of_host = context.assess_host(Arc::new(of_host), findings.remove(&host.id).unwrap_or_default());

    let fresh = slots.iter().filter_map(|slot| match &slot.outcome {
        OutcomeOf::Fresh(evaluated) => Some(&**evaluated),
        OutcomeOf::Stored(_) => None,
    });
    write::outcomes(connection, fresh.chain([&*of_host.evaluated])).await?;
    let assessments = assess(&context, &slots, &workloads, findings);
    container::write(connection, host.id, &slots).await?;
    write::assessments(connection, &context, &assessments).await?;
    write_host(connection, host.id, &of_host).await?;
    mark_current(connection, host).await?;
    let mut events = write::events(&assessments)?;
    event::group(host.id, &of_host.happenings, &mut events)?;
    event::record(connection, &events, PLIMSOLL, now).await?;
    Ok(ReassessReport {
        assessed: count(affected.len()),
        changed: count(assessments.iter().filter(|assessment| assessment.reason.is_some()).count()),
    })
}

/// The containers of a host: those that are overtaken evaluated anew, and all of a workload if one of it is.
async fn evaluate_again(
    connection: &mut PgConnection,
    host: &LockedHost,
    facts: &Host,
    now: DateTime<Utc>,
) -> Result<Vec<Slot>> {
    let known = known::containers(connection, host.id).await?;
    let overtaken =
        |known: &KnownContainer| !host.is_current() || known.due_at.is_some_and(|due_at| due_at <= now);
    let of: HashSet<Uuid> =
        known.iter().filter(|known| overtaken(known)).map(|known| known.workload_id).collect();
    let known: Vec<KnownContainer> =
        known.into_iter().filter(|known| of.contains(&known.workload_id)).collect();
    Evaluator::new(facts, &host.policy, now).evaluate_stored(connection, known).await
}

async fn findings(
    connection: &mut PgConnection,
    host: Uuid,
    workloads: &[KnownWorkload],
) -> Result<HashMap<Uuid, Vec<FindingRecord>>> {
    let with_plain = workloads.iter().filter(|workload| workload.plain.is_some());
    let hashes = with_plain.map(|workload| workload.outcome_hash).collect();
    let outcomes = stored::outcomes(connection, hashes).await?;
    stored::findings(connection, host, &workloads.iter().collect::<Vec<_>>(), &outcomes).await
}

fn assess(
    context: &Context<'_>,
    slots: &[Slot],
    workloads: &[KnownWorkload],
    mut findings: HashMap<Uuid, Vec<FindingRecord>>,
) -> Vec<Assessment> {
    let mut replicas: HashMap<Uuid, Vec<Replica>> = HashMap::new();
    for slot in slots {
        replicas.entry(slot.workload).or_default().extend(slot.replica(&HashMap::new()));
    }
    let assessments = workloads.iter().filter_map(|before| {
        let replicas = replicas.get(&before.id)?;
        let known = findings.remove(&before.id).unwrap_or_default();
        let mut assessment =
            context.assess(Head::from(before), Some(before), Presence::There, replicas, known);
        assessment.unsettled |= before.unsettled;
        Some(assessment)
    });
    assessments.collect()
}

async fn mark_current(connection: &mut PgConnection, host: &LockedHost) -> Result<()> {
    let (policy_version, rules_revision) = in_force(&host.policy);
    sqlx::query!(
        "update hosts set policy_version = $2, rules_revision = $3 where id = $1",
        host.id,
        policy_version,
        rules_revision
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
