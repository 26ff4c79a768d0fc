//! Facts and outcomes, each value once.

use std::collections::HashSet;

use sqlx::PgConnection;

use super::column;
use crate::Result;
use crate::content::{Content, Hash};
use crate::record::evaluated::Evaluated;

/// Stores facts, those aside that are known to be stored. In the order of their hashes, so that two scans never wait
/// for each other.
pub(crate) async fn facts(
    connection: &mut PgConnection,
    mut contents: Vec<&Content>,
    stored: &HashSet<Hash>,
) -> Result<()> {
    contents.retain(|content| !stored.contains(&content.hash));
    contents.sort_unstable_by_key(|content| content.hash);
    contents.dedup_by_key(|content| content.hash);
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
         order by hash
         on conflict do nothing",
        &hashes as _,
        &bodies as _
    )
    .execute(connection)
    .await?;
    Ok(())
}
