//! The intervals of postures.

use chrono::{DateTime, Utc};
use fleet::workload::ChangeReason;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{column, int};
use crate::Result;
use crate::record::assess::Context;
use crate::record::assessment::{Assessment, Presence};
use crate::record::locked::in_force;

/// Closes the interval of every workload that begins another or is gone.
pub(super) async fn end(connection: &mut PgConnection, rows: &[Assessment]) -> Result<()> {
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

pub(super) async fn begin(
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
