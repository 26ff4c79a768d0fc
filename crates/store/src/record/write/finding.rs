//! Rows of findings, of workloads and, without one, of the host itself.

use fleet::finding::Acceptance;
use sqlx::PgConnection;
use uuid::Uuid;

use super::column;
use crate::Result;
use crate::content::storable_text;
use crate::copy::Rows;
use crate::record::finding::FindingRecord;
use crate::word::severity_code;

/// Bytes.
const USUAL_ROW: usize = 320;

type Row<'a> = (Option<Uuid>, &'a FindingRecord);

pub(crate) async fn write(connection: &mut PgConnection, host: Uuid, rows: &[Row<'_>]) -> Result<()> {
    let (mut new, known): (Vec<Row<'_>>, Vec<Row<'_>>) = rows.iter().partition(|(_, row)| !row.has_row);
    if !new.is_empty() {
        // In the order of the primary key, which grows fastest that way.
        new.sort_unstable_by_key(|(_, row)| row.id);
        insert(connection, host, &new).await?;
    }
    if !known.is_empty() {
        update(connection, &known).await?;
    }
    Ok(())
}

async fn insert(connection: &mut PgConnection, host: Uuid, rows: &[Row<'_>]) -> Result<()> {
    let mut copy = Rows::with_capacity(rows.len() * USUAL_ROW);
    for (workload, row) in rows {
        let standing = &row.standing;
        copy.row().uuid(host).maybe(*workload, Rows::uuid);
        copy.uuid(row.id)
            .text(row.rule.as_str())
            .text(&row.subject)
            .smallint(severity_code(standing.severity));
        copy.text(&row.evidence).text(standing.state.as_str()).double(row.loss).double(row.gain);
        copy.int(row.replicas).time(standing.opened_at).maybe(standing.resolved_at, Rows::time);
        let accepted = standing.acceptance.as_ref();
        copy.maybe(accepted, |copy, accepted| copy.time(accepted.until));
        copy.maybe(accepted, |copy, accepted| copy.time(accepted.granted_at));
        copy.maybe(accepted, |copy, accepted| copy.text(&storable_text(&accepted.by)));
        copy.maybe(accepted, |copy, accepted| copy.text(&storable_text(&accepted.reason)));
        copy.bigint(row.revision);
    }
    let into = "findings (host_id, workload_id, id, rule, subject, severity, evidence, state, loss, gain, replicas, \
                opened_at, resolved_at, accepted_until, accepted_at, accepted_by, accepted_reason, revision)";
    copy.copy(connection, into).await
}

async fn update(connection: &mut PgConnection, rows: &[Row<'_>]) -> Result<()> {
    let accepted = |value: fn(&Acceptance) -> String| {
        column(rows, |(_, row)| row.standing.acceptance.as_ref().map(value))
    };
    sqlx::query!(
        "update findings set
             severity = new.severity, evidence = new.evidence, state = new.state, loss = new.loss, gain = new.gain,
             replicas = new.replicas, opened_at = new.opened_at, resolved_at = new.resolved_at,
             accepted_until = new.accepted_until, accepted_at = new.accepted_at, accepted_by = new.accepted_by,
             accepted_reason = new.accepted_reason, revision = new.revision
         from unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::int[],
             $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[],
             $13::text[], $14::bigint[])
             as new (id, severity, evidence, state, loss, gain, replicas, opened_at, resolved_at, accepted_until,
                 accepted_at, accepted_by, accepted_reason, revision)
         where findings.id = new.id",
        &column(rows, |(_, row)| row.id),
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
