//! Bulk writes: a few statements for any number of rows.

use chrono::{DateTime, Utc};
use fleet::workload::ChangeReason;
use posture::Dimension;
use sqlx::PgConnection;
use uuid::Uuid;

use super::assess::{Assessment, Context, Presence};
use super::evaluated::Evaluated;
use super::finding::FindingRecord;
use super::known::in_force;
use crate::content::{Content, Hash, storable_text};
use crate::word::{dimension_words, name_of, severity_code};
use crate::{Result, event};

pub(crate) fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// Stores facts that are not stored yet. In the order of their hashes, so that two scans never wait for each other.
pub(crate) async fn facts(connection: &mut PgConnection, mut contents: Vec<&Content>) -> Result<()> {
    contents.sort_unstable_by_key(|content| content.hash);
    contents.dedup_by_key(|content| content.hash);
    let hashes = column(&contents, |content| content.hash);
    let stored =
        sqlx::query_scalar!(r#"select hash as "hash: Hash" from facts where hash = any($1)"#, &hashes as _)
            .fetch_all(&mut *connection)
            .await?;
    let stored: std::collections::HashSet<Hash> = stored.into_iter().collect();
    contents.retain(|content| !stored.contains(&content.hash));
    if contents.is_empty() {
        return Ok(());
    }
    let hashes = column(&contents, |content| content.hash);
    let bodies = column(&contents, |content| content.json.as_str());
    sqlx::query!(
        "insert into facts (hash, body)
         select hash, body::jsonb from unnest($1::bytea[], $2::text[]) as new (hash, body)
         on conflict do nothing",
        &hashes as _,
        &bodies as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// As [`facts`].
pub(crate) async fn outcomes<'a>(
    connection: &mut PgConnection,
    evaluated: impl IntoIterator<Item = &'a Evaluated>,
) -> Result<()> {
    let mut new: Vec<(Hash, &str)> =
        evaluated.into_iter().filter_map(|one| Some((one.hash, one.json.as_deref()?))).collect();
    new.sort_unstable_by_key(|(hash, _)| *hash);
    new.dedup_by_key(|(hash, _)| *hash);
    if new.is_empty() {
        return Ok(());
    }
    let hashes = column(&new, |(hash, _)| *hash);
    let bodies = column(&new, |(_, json)| *json);
    sqlx::query!(
        "insert into outcomes (hash, body)
         select hash, body::jsonb from unnest($1::bytea[], $2::text[]) as new (hash, body)
         where not exists (select from outcomes stored where stored.hash = new.hash)
         on conflict do nothing",
        &hashes as _,
        &bodies as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what assessing made of workloads; their events come last, through [`event::record`].
pub(crate) async fn assessments(
    connection: &mut PgConnection,
    context: &Context<'_>,
    assessments: &[Assessment],
) -> Result<()> {
    if assessments.is_empty() {
        return Ok(());
    }
    workloads(connection, context, assessments).await?;
    end_postures(connection, assessments).await?;
    begin_postures(connection, context, assessments).await?;
    let mut rows = Vec::new();
    for assessment in assessments {
        rows.extend(assessment.findings.iter().map(|finding| (Some(assessment.head.id), finding)));
    }
    findings(connection, context.host, &rows).await
}

async fn workloads(connection: &mut PgConnection, context: &Context<'_>, rows: &[Assessment]) -> Result<()> {
    let (policy_version, rules_revision) = in_force(context.policy);
    let words = column(rows, |row| dimension_words(&row.posture.dimensions));
    let score_of = |dimension: Dimension| column(rows, |row| row.posture.dimensions[dimension.index()].score);
    sqlx::query!(
        "insert into workloads (
             host_id, host_name, policy_version, rules_revision, id, kind, identity_hash, identity, project, name,
             image, search, first_seen_at, absent_since, gone_at, unsettled, counts, state, replicas,
             posture_since, input_key, facts_hash, image_hash, host_hash, outcome_hash, score, raw_score,
             grade, complete, worst, image_trust, capabilities, mounts, secrets, staleness, dimension_grades,
             dimension_worst, critical, high, medium, low, info, worst_rule, escape_kinds, unknown, accepted,
             due_at, scope)
         select $1, $2, $3, $4, id, kind, identity_hash, identity, project, name,
             image, search, first_seen_at, absent_since, gone_at, unsettled, counts, state, replicas,
             posture_since, input_key, facts_hash, image_hash, $42, outcome_hash, score, raw_score,
             grade, complete, worst, image_trust, capabilities, mounts, secrets, staleness, dimension_grades,
             dimension_worst, critical, high, medium, low, info, worst_rule,
             string_to_array(escape_kinds, ','), unknown, accepted, due_at, $1
         from unnest($5::uuid[], $6::text[], $7::bytea[], $8::text[], $9::text[], $10::text[],
             $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::bool[],
             $17::bool[], $18::text[], $19::int[], $20::timestamptz[], $21::bytea[], $22::bytea[], $23::bytea[],
             $24::bytea[], $25::float8[], $26::float8[], $27::text[], $28::bool[], $29::smallint[],
             $30::float8[], $31::float8[], $32::float8[], $33::float8[], $34::float8[], $35::text[], $36::text[],
             $37::int[], $38::int[], $39::int[], $40::int[], $41::int[], $43::text[], $44::text[], $45::int[],
             $46::int[], $47::timestamptz[])
             as new (id, kind, identity_hash, identity, project, name, image, search, first_seen_at, absent_since,
                 gone_at, unsettled, counts, state, replicas, posture_since, input_key, facts_hash, image_hash,
                 outcome_hash, score, raw_score, grade, complete, worst, image_trust, capabilities, mounts,
                 secrets, staleness, dimension_grades, dimension_worst, critical, high, medium, low, info,
                 worst_rule, escape_kinds, unknown, accepted, due_at)
         on conflict (id) do update set
             policy_version = excluded.policy_version, rules_revision = excluded.rules_revision,
             image = excluded.image, search = excluded.search, absent_since = excluded.absent_since,
             gone_at = excluded.gone_at, unsettled = excluded.unsettled, counts = excluded.counts,
             state = excluded.state, replicas = excluded.replicas, posture_since = excluded.posture_since,
             input_key = excluded.input_key, facts_hash = excluded.facts_hash,
             image_hash = excluded.image_hash, host_hash = excluded.host_hash,
             outcome_hash = excluded.outcome_hash, score = excluded.score, raw_score = excluded.raw_score,
             grade = excluded.grade, complete = excluded.complete, worst = excluded.worst,
             image_trust = excluded.image_trust, capabilities = excluded.capabilities,
             mounts = excluded.mounts, secrets = excluded.secrets, staleness = excluded.staleness,
             dimension_grades = excluded.dimension_grades, dimension_worst = excluded.dimension_worst,
             critical = excluded.critical, high = excluded.high, medium = excluded.medium, low = excluded.low,
             info = excluded.info, worst_rule = excluded.worst_rule, escape_kinds = excluded.escape_kinds,
             unknown = excluded.unknown, accepted = excluded.accepted, due_at = excluded.due_at",
        context.host,
        context.host_name,
        policy_version,
        rules_revision,
        &column(rows, |row| row.head.id),
        &column(rows, |row| row.head.kind.as_str()) as _,
        &column(rows, |row| row.head.identity_hash) as _,
        &column(rows, |row| row.head.identity.as_str()) as _,
        &column(rows, |row| row.head.project.as_str()) as _,
        &column(rows, |row| row.head.name.as_str()) as _,
        &column(rows, |row| row.image.as_str()) as _,
        &column(rows, search_text),
        &column(rows, |row| row.head.first_seen_at),
        &column(rows, absent_since) as _,
        &column(rows, gone_at) as _,
        &column(rows, |row| row.unsettled),
        &column(rows, |row| row.counts),
        &column(rows, |row| row.state.as_str()) as _,
        &column(rows, |row| row.replicas),
        &column(rows, |row| row.since),
        &column(rows, |row| row.input_key) as _,
        &column(rows, |row| row.facts_hash) as _,
        &column(rows, |row| row.image_hash) as _,
        &column(rows, |row| row.evaluated.hash) as _,
        &column(rows, |row| row.posture.score),
        &column(rows, |row| row.posture.raw_score),
        &column(rows, |row| row.posture.grade.as_str()) as _,
        &column(rows, |row| row.posture.complete),
        &column(rows, |row| row.posture.worst.map(severity_code)) as _,
        &score_of(Dimension::ImageTrust),
        &score_of(Dimension::Capabilities),
        &score_of(Dimension::Mounts),
        &score_of(Dimension::Secrets),
        &score_of(Dimension::Staleness),
        &column(&words, |(grades, _)| grades.as_str()) as _,
        &column(&words, |(_, worst)| worst.as_str()) as _,
        &column(rows, |row| int(row.severities.critical)),
        &column(rows, |row| int(row.severities.high)),
        &column(rows, |row| int(row.severities.medium)),
        &column(rows, |row| int(row.severities.low)),
        &column(rows, |row| int(row.severities.info)),
        &context.host_hash as _,
        &column(rows, Assessment::worst_rule) as _,
        &rows.iter().map(escape_words).collect::<Result<Vec<_>>>()?,
        &column(rows, |row| length(row.evaluated.outcome.unknown.len())),
        &column(rows, |row| length(row.accepted.len())),
        &column(rows, |row| row.due_at) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn int(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn length(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Lower case, each part on a line of its own; the host's name stands in its own column.
fn search_text(row: &Assessment) -> String {
    let image: String = row.image.chars().take(300).collect();
    format!("{}\n{}\n{}", row.head.name, row.head.project, image).to_lowercase()
}

fn absent_since(row: &Assessment) -> Option<DateTime<Utc>> {
    match row.presence {
        Presence::There => None,
        Presence::Absent(since) | Presence::Gone { since, .. } => Some(since),
    }
}

fn gone_at(row: &Assessment) -> Option<DateTime<Utc>> {
    match row.presence {
        Presence::Gone { at, .. } => Some(at),
        Presence::There | Presence::Absent(_) => None,
    }
}

/// Kinds of escape paths, worst first, each once, joined by commas; empty for none.
fn escape_words(row: &Assessment) -> Result<String> {
    let mut kinds: Vec<_> = row.evaluated.outcome.escape_paths.iter().map(|path| path.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let words = kinds.iter().map(name_of).collect::<Result<Vec<_>>>()?;
    Ok(words.join(","))
}

/// Closes the interval of every workload that begins another or is gone.
async fn end_postures(connection: &mut PgConnection, rows: &[Assessment]) -> Result<()> {
    let mut ended: Vec<(Uuid, DateTime<Utc>)> = Vec::new();
    for row in rows.iter().filter(|row| row.open_before) {
        match (row.reason, row.presence) {
            (Some(_), _) => ended.push((row.head.id, row.since)),
            (None, Presence::Gone { at, .. }) => ended.push((row.head.id, at)),
            (None, _) => {}
        }
    }
    if ended.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update postures set valid_to = greatest(ended.at, valid_from + interval '1 microsecond')
         from unnest($1::uuid[], $2::timestamptz[]) as ended (workload_id, at)
         where postures.workload_id = ended.workload_id and valid_to is null",
        &column(&ended, |(id, _)| *id),
        &column(&ended, |(_, at)| *at)
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn begin_postures(
    connection: &mut PgConnection,
    context: &Context<'_>,
    rows: &[Assessment],
) -> Result<()> {
    let begun: Vec<(&Assessment, ChangeReason)> =
        rows.iter().filter_map(|row| Some((row, row.reason?))).collect();
    if begun.is_empty() {
        return Ok(());
    }
    let (policy_version, rules_revision) = in_force(context.policy);
    let accepted =
        begun.iter().map(|(row, _)| Ok(serde_json::to_string(&row.accepted)?)).collect::<Result<Vec<_>>>()?;
    sqlx::query!(
        "insert into postures (
             host_hash, policy_version, rules_revision, workload_id, valid_from, reason, input_key, facts_hash,
             image_hash, outcome_hash, accepted, counts, score, raw_score, grade, complete, critical, high, medium,
             low, info)
         select $1, $2, $3, workload_id, valid_from, reason, input_key, facts_hash, image_hash, outcome_hash,
             accepted::jsonb, counts, score, raw_score, grade, complete, critical, high, medium, low, info
         from unnest($4::uuid[], $5::timestamptz[], $6::text[], $7::bytea[], $8::bytea[], $9::bytea[],
             $10::bytea[], $11::text[], $12::bool[], $13::float8[], $14::float8[], $15::text[], $16::bool[],
             $17::int[], $18::int[], $19::int[], $20::int[], $21::int[])
             as new (workload_id, valid_from, reason, input_key, facts_hash, image_hash, outcome_hash, accepted,
                 counts, score, raw_score, grade, complete, critical, high, medium, low, info)",
        &context.host_hash as _,
        policy_version,
        rules_revision,
        &column(&begun, |(row, _)| row.head.id),
        &column(&begun, |(row, _)| row.since),
        &column(&begun, |(_, reason)| reason.as_str()) as _,
        &column(&begun, |(row, _)| row.input_key) as _,
        &column(&begun, |(row, _)| row.facts_hash) as _,
        &column(&begun, |(row, _)| row.image_hash) as _,
        &column(&begun, |(row, _)| row.evaluated.hash) as _,
        &accepted,
        &column(&begun, |(row, _)| row.counts),
        &column(&begun, |(row, _)| row.posture.score),
        &column(&begun, |(row, _)| row.posture.raw_score),
        &column(&begun, |(row, _)| row.posture.grade.as_str()) as _,
        &column(&begun, |(row, _)| row.posture.complete),
        &column(&begun, |(row, _)| int(row.severities.critical)),
        &column(&begun, |(row, _)| int(row.severities.high)),
        &column(&begun, |(row, _)| int(row.severities.medium)),
        &column(&begun, |(row, _)| int(row.severities.low)),
        &column(&begun, |(row, _)| int(row.severities.info)),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Findings of workloads and, without one, of the host itself.
pub(crate) async fn findings(
    connection: &mut PgConnection,
    host: Uuid,
    rows: &[(Option<Uuid>, &FindingRecord)],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let accepted = |value: fn(&fleet::finding::Acceptance) -> String| {
        column(rows, |(_, row)| row.standing.acceptance.as_ref().map(value))
    };
    sqlx::query!(
        "insert into findings (
             host_id, workload_id, id, rule, subject, severity, evidence, state, loss, gain, replicas, opened_at,
             resolved_at, accepted_until, accepted_at, accepted_by, accepted_reason, revision)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::smallint[], $7::text[],
             $8::text[], $9::float8[], $10::float8[], $11::int[], $12::timestamptz[], $13::timestamptz[],
             $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[], $18::bigint[])
         on conflict (id) do update set
             severity = excluded.severity, evidence = excluded.evidence, state = excluded.state,
             loss = excluded.loss, gain = excluded.gain, replicas = excluded.replicas,
             opened_at = excluded.opened_at, resolved_at = excluded.resolved_at,
             accepted_until = excluded.accepted_until, accepted_at = excluded.accepted_at,
             accepted_by = excluded.accepted_by, accepted_reason = excluded.accepted_reason,
             revision = excluded.revision",
        host,
        &column(rows, |(workload, _)| *workload) as _,
        &column(rows, |(_, row)| row.id),
        &column(rows, |(_, row)| row.rule.as_str()) as _,
        &column(rows, |(_, row)| row.subject.as_str()) as _,
        &column(rows, |(_, row)| severity_code(row.standing.severity)),
        &column(rows, |(_, row)| row.evidence.as_str()) as _,
        &column(rows, |(_, row)| row.standing.state.as_str()) as _,
        &column(rows, |(_, row)| row.loss),
        &column(rows, |(_, row)| row.gain),
        &column(rows, |(_, row)| row.replicas),
        &column(rows, |(_, row)| row.standing.opened_at),
        &column(rows, |(_, row)| row.standing.resolved_at) as _,
        &column(rows, |(_, row)| row.standing.acceptance.as_ref().map(|accepted| accepted.until)) as _,
        &column(rows, |(_, row)| row.standing.acceptance.as_ref().map(|accepted| accepted.granted_at)) as _,
        &accepted(|accepted| storable_text(&accepted.by)) as _,
        &accepted(|accepted| storable_text(&accepted.reason)) as _,
        &column(rows, |(_, row)| row.revision),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What happened to the findings of these workloads.
pub(crate) fn events<'a>(assessments: &'a [Assessment]) -> Result<Vec<event::Event<'a>>> {
    let mut events = Vec::new();
    for assessment in assessments {
        event::group(assessment.head.id, &assessment.happenings, &mut events)?;
    }
    Ok(events)
}
