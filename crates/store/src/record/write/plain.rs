//! Sets of plain findings, each once.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::column;
use crate::Result;
use crate::content::Hash;
use crate::record::assessment::Assessment;
use crate::record::plain::PlainFinding;
use crate::word::severity_code;

/// Stores sets that are not stored yet; in the order of their hashes, so that two scans never wait for each other.
pub(super) async fn write(connection: &mut PgConnection, assessments: &[Assessment]) -> Result<()> {
    let named = assessments.iter().filter_map(|assessment| assessment.plain.as_ref());
    let mut sets: BTreeMap<Hash, &[PlainFinding]> =
        named.map(|plain| (plain.standing.set, &plain.findings[..])).collect();
    if sets.is_empty() {
        return Ok(());
    }
    let stored = sqlx::query_scalar!(
        r#"select hash as "hash!: Hash" from unnest($1::bytea[]) as wanted (hash)
           where exists (select from finding_sets stored where stored.hash = wanted.hash)"#,
        &sets.keys().copied().collect::<Vec<_>>() as _
    )
    .fetch_all(&mut *connection)
    .await?;
    for hash in stored {
        sets.remove(&hash);
    }
    let rows: Vec<(Hash, &PlainFinding)> =
        sets.into_iter().flat_map(|(hash, set)| set.iter().map(move |finding| (hash, finding))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    insert(connection, &rows).await
}

async fn insert(connection: &mut PgConnection, rows: &[(Hash, &PlainFinding)]) -> Result<()> {
    sqlx::query!(
        "insert into finding_sets (hash, suffix, rule, subject, severity, loss, gain)
         select * from unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::smallint[], $6::float8[],
             $7::float8[])
         on conflict do nothing",
        &column(rows, |(hash, _)| *hash) as _,
        &column(rows, |(_, row)| row.suffix) as _,
        &column(rows, |(_, row)| row.rule.as_str()) as _,
        &column(rows, |(_, row)| row.subject.as_str()) as _,
        &column(rows, |(_, row)| severity_code(row.severity)),
        &column(rows, |(_, row)| row.loss),
        &column(rows, |(_, row)| row.gain),
    )
    .execute(connection)
    .await?;
    Ok(())
}
