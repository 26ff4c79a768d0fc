//! Rows of workloads.

use chrono::{DateTime, Utc};
use posture::Dimension;
use sqlx::PgConnection;

use super::{column, int, length};
use crate::Result;
use crate::copy::Rows;
use crate::id::finding_prefix;
use crate::record::assess::Context;
use crate::record::assessment::{Assessment, Presence};
use crate::record::locked::in_force;
use crate::record::plain::PlainStanding;
use crate::word::{dimension_words, name_of, severity_code};

/// Bytes.
const USUAL_ROW: usize = 1_024;

pub(super) async fn write(
    connection: &mut PgConnection,
    context: &Context<'_>,
    rows: &[Assessment],
) -> Result<()> {
    let (new, known): (Vec<&Assessment>, Vec<&Assessment>) = rows.iter().partition(|row| row.is_new);
    if !new.is_empty() {
        insert(connection, context, &new).await?;
    }
    if !known.is_empty() {
        update(connection, context, &known).await?;
    }
    Ok(())
}

async fn insert(connection: &mut PgConnection, context: &Context<'_>, rows: &[&Assessment]) -> Result<()> {
    let (policy_version, rules_revision) = in_force(context.policy);
    let mut copy = Rows::with_capacity(rows.len() * USUAL_ROW);
    for row in rows {
        copy.row().uuid(context.host).uuid(context.host).text(context.host_name);
        copy.int(policy_version).int(rules_revision).bytes(&context.host_hash);
        put_identity(&mut copy, row);
        put_state(&mut copy, row);
        put_posture(&mut copy, row)?;
        put_plain(&mut copy, row);
    }
    let into = "workloads (host_id, scope, host_name, policy_version, rules_revision, host_hash, id, kind, \
                identity_hash, identity, project, name, first_seen_at, image, search, unsettled, counts, state, \
                replicas, posture_since, input_key, facts_hash, image_hash, outcome_hash, due_at, score, raw_score, \
                grade, complete, worst, image_trust, capabilities, mounts, secrets, staleness, dimension_grades, \
                dimension_worst, critical, high, medium, low, info, worst_rule, escape_kinds, unknown, accepted, \
                finding_prefix, plain_set, plain_since, plain_replicas)";
    copy.copy(connection, into).await
}

fn put_identity(copy: &mut Rows, row: &Assessment) {
    let head = &row.head;
    copy.uuid(head.id).text(&head.kind).bytes(&head.identity_hash).text(&head.identity);
    copy.text(&head.project).text(&head.name).time(head.first_seen_at);
}

fn put_state(copy: &mut Rows, row: &Assessment) {
    copy.text(&row.image).text(&search_text(row)).bool(row.unsettled).bool(row.counts);
    copy.text(row.state.as_str()).int(row.replicas).time(row.since).bytes(&row.input_key);
    copy.bytes(&row.facts_hash).maybe(row.image_hash, |copy, hash| copy.bytes(&hash));
    copy.bytes(&row.evaluated.hash).maybe(row.due_at, Rows::time);
}

fn put_posture(copy: &mut Rows, row: &Assessment) -> Result<()> {
    let posture = &row.posture;
    copy.double(posture.score).double(posture.raw_score).text(posture.grade.as_str()).bool(posture.complete);
    copy.maybe(posture.worst.map(severity_code), Rows::smallint);
    for dimension in &posture.dimensions {
        copy.double(dimension.score);
    }
    let (grades, worst) = dimension_words(&posture.dimensions);
    copy.text(&grades).text(&worst);
    let counts = &row.severities;
    for count in [counts.critical, counts.high, counts.medium, counts.low, counts.info] {
        copy.int(int(count));
    }
    copy.maybe(row.worst_rule(), Rows::text).texts(&escape_kinds(row)?);
    copy.int(length(row.evaluated.outcome.unknown.len())).int(length(row.accepted.len()));
    Ok(())
}

fn put_plain(copy: &mut Rows, row: &Assessment) {
    let plain = plain(row);
    copy.bytes(&finding_prefix(row.head.id)).maybe(plain, |copy, plain| copy.bytes(&plain.set));
    copy.maybe(plain, |copy, plain| copy.time(plain.since))
        .maybe(plain, |copy, plain| copy.int(plain.replicas));
}

fn plain(row: &Assessment) -> Option<PlainStanding> {
    row.plain.as_ref().map(|plain| plain.standing)
}

async fn update(connection: &mut PgConnection, context: &Context<'_>, rows: &[&Assessment]) -> Result<()> {
    let (policy_version, rules_revision) = in_force(context.policy);
    let words = column(rows, |row| dimension_words(&row.posture.dimensions));
    let score_of = |dimension: Dimension| column(rows, |row| row.posture.dimensions[dimension.index()].score);
    sqlx::query!(
        "update workloads set
             policy_version = $1, rules_revision = $2, host_hash = $3, image = new.image, search = new.search,
             absent_since = new.absent_since, gone_at = new.gone_at, unsettled = new.unsettled, counts = new.counts,
             state = new.state, replicas = new.replicas, posture_since = new.posture_since,
             input_key = new.input_key, facts_hash = new.facts_hash, image_hash = new.image_hash,
             outcome_hash = new.outcome_hash, score = new.score, raw_score = new.raw_score, grade = new.grade,
             complete = new.complete, worst = new.worst, image_trust = new.image_trust,
             capabilities = new.capabilities, mounts = new.mounts, secrets = new.secrets, staleness = new.staleness,
             dimension_grades = new.dimension_grades, dimension_worst = new.dimension_worst,
             critical = new.critical, high = new.high, medium = new.medium, low = new.low, info = new.info,
             worst_rule = new.worst_rule, escape_kinds = string_to_array(new.escape_kinds, ','),
             unknown = new.unknown, accepted = new.accepted, due_at = new.due_at,
             finding_prefix = new.finding_prefix, plain_set = new.plain_set, plain_since = new.plain_since,
             plain_replicas = new.plain_replicas
         from unnest($4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::bool[],
             $10::bool[], $11::text[], $12::int[], $13::timestamptz[], $14::bytea[], $15::bytea[], $16::bytea[],
             $17::bytea[], $18::float8[], $19::float8[], $20::text[], $21::bool[], $22::smallint[], $23::float8[],
             $24::float8[], $25::float8[], $26::float8[], $27::float8[], $28::text[], $29::text[], $30::int[],
             $31::int[], $32::int[], $33::int[], $34::int[], $35::text[], $36::text[], $37::int[], $38::int[],
             $39::timestamptz[], $40::bytea[], $41::bytea[], $42::timestamptz[], $43::int[])
             as new (id, image, search, absent_since, gone_at, unsettled, counts, state, replicas, posture_since,
                 input_key, facts_hash, image_hash, outcome_hash, score, raw_score, grade, complete, worst,
                 image_trust, capabilities, mounts, secrets, staleness, dimension_grades, dimension_worst, critical,
                 high, medium, low, info, worst_rule, escape_kinds, unknown, accepted, due_at, finding_prefix,
                 plain_set, plain_since, plain_replicas)
         where workloads.id = new.id",
        policy_version,
        rules_revision,
        &context.host_hash as _,
        &column(rows, |row| row.head.id),
        &column(rows, |row| row.image.as_str()) as _,
        &column(rows, |row| search_text(row)),
        &column(rows, |row| absent_since(row)) as _,
        &column(rows, |row| gone_at(row)) as _,
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
        &column(rows, |row| row.worst_rule()) as _,
        &rows.iter().map(|row| Ok(escape_kinds(row)?.join(","))).collect::<Result<Vec<_>>>()?,
        &column(rows, |row| length(row.evaluated.outcome.unknown.len())),
        &column(rows, |row| length(row.accepted.len())),
        &column(rows, |row| row.due_at) as _,
        &column(rows, |row| finding_prefix(row.head.id)) as _,
        &column(rows, |row| plain(row).map(|plain| plain.set)) as _,
        &column(rows, |row| plain(row).map(|plain| plain.since)) as _,
        &column(rows, |row| plain(row).map(|plain| plain.replicas)) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
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

/// Each kind of escape path once.
fn escape_kinds(row: &Assessment) -> Result<Vec<String>> {
    let mut kinds: Vec<_> = row.evaluated.outcome.escape_paths.iter().map(|path| path.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.iter().map(name_of).collect()
}
