//! The intervals of postures.

use chrono::{DateTime, Utc};
use fleet::workload::ChangeReason;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{column, int};
use crate::Result;
use crate::copy::Rows;
use crate::record::assess::Context;
use crate::record::assessment::{Assessment, Presence};
use crate::record::locked::in_force;

/// Bytes.
const USUAL_ROW: usize = 384;

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
    let mut copy = Rows::with_capacity(begun.len() * USUAL_ROW);
    for (row, reason) in begun {
        copy.row().bytes(&context.host_hash).int(policy_version).int(rules_revision).uuid(row.head.id);
        copy.time(row.since).text(reason.as_str()).bytes(&row.input_key).bytes(&row.facts_hash);
        copy.maybe(row.image_hash, |copy, hash| copy.bytes(&hash)).bytes(&row.evaluated.hash);
        copy.json(&row.accepted)?.bool(row.counts).double(row.posture.score).double(row.posture.raw_score);
        copy.text(row.posture.grade.as_str()).bool(row.posture.complete);
        let counts = &row.severities;
        for count in [counts.critical, counts.high, counts.medium, counts.low, counts.info] {
            copy.int(int(count));
        }
    }
    let into = "postures (host_hash, policy_version, rules_revision, workload_id, valid_from, reason, input_key, \
                facts_hash, image_hash, outcome_hash, accepted, counts, score, raw_score, grade, complete, critical, \
                high, medium, low, info)";
    copy.copy(connection, into).await
}
