//! Recording a scan: one transaction that writes only what changed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::finding::FindingEventKind;
use fleet::lifecycle::GONE_GRACE;
use fleet::scan::{Scan, ScanOutcome, ScanRecorded};
use fleet::{HostId, Problem};
use sqlx::PgConnection;
use uuid::Uuid;

use super::assess::Context;
use super::assessment::{Assessment, Presence};
use super::evaluated::Evaluated;
use super::finding::{FindingRecord, Happening};
use super::host::HostAssessment;
use super::incoming::Incoming;
use super::known::KnownWorkload;
use super::locked::{LockedHost, in_force, lock_host};
use super::recording::Recording;
use super::replica::Replica;
use super::slot::OutcomeOf;
use super::turn::take_turns;
use super::{container, run, stored, write};
use crate::content::{Hash, document};
use crate::id::moment;
use crate::notification::{self, Notification};
use crate::{Result, Store, event, failpoint};

/// As it stands in events.
pub(crate) const PLIMSOLL: &str = "plimsoll";

impl Store {
    /// Records what a scan saw: facts, postures, findings and their events, in one transaction.
    ///
    /// A scan that began before the latest recorded one changes nothing.
    ///
    /// # Errors
    /// `NotFound` when the host was removed meanwhile; `Conflict` when a newer Plimsoll has judged it.
    pub async fn record_scan(&self, host: HostId, scan: &Scan, now: DateTime<Utc>) -> Result<ScanRecorded> {
        let now = moment(now);
        let incoming = Incoming::of(scan)?;
        let mut transaction = self.pool.begin().await?;
        let host = lock_host(&mut transaction, host.0).await?.ok_or(Problem::NotFound)?;
        if let Err(newer) = host.refuse_newer() {
            transaction.rollback().await?;
            return Err(newer);
        }
        let began = moment(scan.started_at);
        if host.scanned_from.is_some_and(|latest| began < latest) {
            transaction.rollback().await?;
            return Ok(ScanRecorded::default());
        }
        let recorded = if is_settled(&host, &incoming, now) {
            run::extend(&mut transaction, &host, began, now).await?;
            ScanRecorded { containers: count(incoming.containers.len()), ..ScanRecorded::default() }
        } else {
            record(&mut transaction, &host, incoming, began, now).await?
        };
        failpoint::hit("record_scan.before_commit").await;
        transaction.commit().await?;
        Ok(recorded)
    }
}

/// Whether this scan saw what the last one saw and nothing else has changed since.
fn is_settled(host: &LockedHost, incoming: &Incoming<'_>, now: DateTime<Utc>) -> bool {
    host.scan_digest == Some(incoming.digest)
        && host.failure.is_none()
        && host.is_current()
        && host.revisit_at.is_none_or(|at| at > now)
}

async fn record(
    connection: &mut PgConnection,
    host: &LockedHost,
    incoming: Incoming<'_>,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<ScanRecorded> {
    let recording = Recording::read(connection, host, incoming, now).await?;
    let context = Context {
        host: host.id,
        host_name: &host.name,
        host_hash: recording.incoming.host_content.hash,
        policy: &host.policy,
        partial: !recording.incoming.is_complete(),
        now,
    };
    let outcomes = stored::outcomes(connection, recording.stored_outcomes()).await?;
    let known: Vec<_> = recording.affected.iter().filter_map(|id| recording.known.get(id)).collect();
    let mut findings = stored::findings(connection, host.id, &known, &outcomes).await?;
    let of_host = assess_host(&context, host, &recording, findings.remove(&host.id))?;
    // The database stores what was read while it is assessed here.
    let (written, assessments) = tokio::join!(
        write_containers(connection, &recording, of_host.as_ref(), host.id),
        assess(&context, &recording, findings, &outcomes)
    );
    written?;
    container::delete(connection, host.id, &recording.gone).await?;
    write::assessments(connection, &context, &assessments).await?;
    write_host(connection, host, &recording, of_host.as_ref(), &assessments, began, now).await?;
    let mut events = write::events(&assessments)?;
    if let Some(of_host) = &of_host {
        let rows: Vec<_> = of_host.findings.iter().map(|finding| (None, finding)).collect();
        write::findings(connection, host.id, &rows).await?;
        event::group(host.id, &of_host.happenings, &mut events)?;
    }
    notification::tell(connection, Notification::Host(host.id.into())).await?;
    event::record(connection, &events, PLIMSOLL, now).await?;
    Ok(summary(&recording, &assessments, of_host.as_ref()))
}

impl Recording<'_> {
    /// Outcomes of affected workloads that were not evaluated anew.
    fn stored_outcomes(&self) -> HashSet<Hash> {
        let of_slots = self.slots.iter().filter(|slot| self.affected.contains(&slot.workload));
        let stored = of_slots.filter_map(|slot| match slot.outcome {
            OutcomeOf::Stored(hash) => Some(hash),
            OutcomeOf::Fresh(_) => None,
        });
        let last_known = self.affected.iter().filter_map(|id| Some(self.known.get(id)?.outcome_hash));
        stored.chain(last_known).collect()
    }
}

fn assess_host(
    context: &Context<'_>,
    host: &LockedHost,
    recording: &Recording<'_>,
    known: Option<Vec<FindingRecord>>,
) -> Result<Option<HostAssessment>> {
    let same_facts = host.facts_hash == Some(context.host_hash) && host.outcome_hash.is_some();
    let due = host.due_at.is_some_and(|due_at| due_at <= context.now);
    if same_facts && host.is_current() && !due && !host.was_partial {
        return Ok(None);
    }
    let outcome = posture::evaluate_host(&recording.incoming.host, &host.policy, context.now);
    Ok(Some(context.assess_host(Arc::new(Evaluated::new(outcome)?), known.unwrap_or_default())))
}

async fn assess(
    context: &Context<'_>,
    recording: &Recording<'_>,
    mut findings: HashMap<Uuid, Vec<FindingRecord>>,
    outcomes: &HashMap<Hash, Arc<Evaluated>>,
) -> Vec<Assessment> {
    let slots_of = recording.slots_of();
    let mut assessments = Vec::with_capacity(recording.affected.len());
    for (number, id) in recording.affected.iter().enumerate() {
        take_turns(number).await;
        let (Some(head), before) = (recording.heads.get(id), recording.known.get(id)) else { continue };
        let slots = slots_of.get(id).map(Vec::as_slice).unwrap_or_default();
        let mut replicas: Vec<Replica> = slots.iter().filter_map(|slot| slot.replica(outcomes)).collect();
        let presence = presence(before, &replicas, context.now);
        replicas
            .extend(before.filter(|_| replicas.is_empty()).and_then(|before| before.last_known(outcomes)));
        if replicas.is_empty() {
            continue;
        }
        let known = findings.remove(id).unwrap_or_default();
        assessments.push(context.assess(head.clone(), before, presence, &replicas, known));
    }
    assessments
}

fn presence(before: Option<&KnownWorkload>, replicas: &[Replica], now: DateTime<Utc>) -> Presence {
    if !replicas.is_empty() {
        return Presence::There;
    }
    match before.and_then(|before| before.absent_since) {
        Some(since) if since + GONE_GRACE <= now => Presence::Gone { since, at: now },
        since => Presence::Absent(since.unwrap_or(now)),
    }
}

/// With their outcomes, which they name; none of it needs an assessment.
async fn write_containers(
    connection: &mut PgConnection,
    recording: &Recording<'_>,
    of_host: Option<&HostAssessment>,
    host: Uuid,
) -> Result<()> {
    let of_slots = recording.slots.iter().filter_map(|slot| match &slot.outcome {
        OutcomeOf::Fresh(evaluated) => Some(&**evaluated),
        OutcomeOf::Stored(_) => None,
    });
    write::outcomes(connection, of_slots.chain(of_host.map(|of_host| &*of_host.evaluated))).await?;
    container::write(connection, host, &recording.slots).await
}

/// What the host's row says after a scan that changed something.
async fn write_host(
    connection: &mut PgConnection,
    host: &LockedHost,
    recording: &Recording<'_>,
    of_host: Option<&HostAssessment>,
    assessments: &[Assessment],
    began: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let incoming = &recording.incoming;
    let outcome = if incoming.is_complete() { ScanOutcome::Complete } else { ScanOutcome::Partial };
    let scan_run =
        run::begin(connection, host, outcome, incoming.containers.len(), &incoming.missing, None, now)
            .await?;
    let (policy_version, rules_revision) = in_force(&host.policy);
    let revisit_at = recording.revisit_at(absent_since(recording, assessments).into_iter(), now);
    sqlx::query!(
        "update hosts set seen_at = greatest(seen_at, $2), tried_at = greatest(tried_at, $2), failure = null,
             missing = $3,
             engine_id_before = case when engine_id <> $4 then engine_id else engine_id_before end, engine_id = $4,
             containers = $5, facts_hash = $6, scan_digest = $7, revisit_at = $8, scan_run = $9,
             next_scan_at = $10, leased_by = null, leased_until = null,
             policy_version = $11, rules_revision = $12, scanned_from = $18,
             outcome_hash = coalesce($13, outcome_hash), score = coalesce($14, score),
             grade = coalesce($15, grade), complete = coalesce($16, complete),
             due_at = case when $13::bytea is null then due_at else $17 end
         where id = $1",
        host.id,
        now,
        document(&incoming.missing)?,
        incoming.host.engine_id,
        i32::try_from(recording.slots.len()).unwrap_or(i32::MAX),
        &incoming.host_content.hash[..],
        &incoming.digest[..],
        revisit_at,
        scan_run,
        run::next_scan(host, now),
        policy_version,
        rules_revision,
        of_host.map(|of_host| of_host.evaluated.hash.to_vec()),
        of_host.map(|of_host| of_host.score.score),
        of_host.map(|of_host| of_host.score.grade.as_str()),
        of_host.map(|of_host| of_host.score.complete),
        of_host.and_then(|of_host| of_host.due_at),
        began,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Since when each workload that is not gone yet is absent.
fn absent_since(recording: &Recording<'_>, assessments: &[Assessment]) -> Vec<DateTime<Utc>> {
    let assessed = assessments.iter().filter_map(|assessment| match assessment.presence {
        Presence::Absent(since) => Some(since),
        Presence::There | Presence::Gone { .. } => None,
    });
    let others = recording.known.values().filter(|known| !recording.affected.contains(&known.id));
    assessed.chain(others.filter(|known| known.is_there()).filter_map(|known| known.absent_since)).collect()
}

fn summary(
    recording: &Recording<'_>,
    assessments: &[Assessment],
    of_host: Option<&HostAssessment>,
) -> ScanRecorded {
    let of_workloads = assessments.iter().flat_map(|assessment| &assessment.happenings);
    let mut recorded = ScanRecorded {
        containers: count(recording.incoming.containers.len()),
        changed: count(assessments.iter().filter(|assessment| assessment.reason.is_some()).count()),
        ..ScanRecorded::default()
    };
    for Happening { kind, .. } in of_workloads.chain(of_host.iter().flat_map(|of_host| &of_host.happenings)) {
        match kind {
            FindingEventKind::Opened | FindingEventKind::Reopened { .. } => recorded.opened += 1,
            FindingEventKind::Resolved { .. } => recorded.resolved += 1,
            _ => {}
        }
    }
    recorded
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
