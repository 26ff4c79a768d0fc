use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::assess::Context;
use super::assessment::{Assessment, Head, Presence};
use super::finding::Findings;
use super::locked::LockedHost;
use super::{known, stored, write};
use crate::{Result, event};

/// Ends everything of a host that is removed: its workloads are gone, its findings resolved. The last step of a
/// transaction.
pub(crate) async fn remove(
    connection: &mut PgConnection,
    host: &LockedHost,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let workloads = known::workloads(connection, host.id, &[]).await?;
    let hashes = workloads.iter().map(|workload| workload.outcome_hash).collect();
    let outcomes = stored::outcomes(connection, hashes).await?;
    let of: Vec<_> = workloads.iter().collect();
    let mut findings = stored::findings(connection, host.id, &of, &outcomes).await?;
    let context = Context {
        host: host.id,
        host_name: &host.name,
        host_hash: host.facts_hash.unwrap_or_default(),
        policy: &host.policy,
        partial: false,
        now,
    };
    let assessments: Vec<Assessment> = workloads
        .iter()
        .filter_map(|before| {
            let last = before.last_known(&outcomes)?;
            let presence = Presence::Gone { since: before.absent_since.unwrap_or(now), at: now };
            let known = findings.remove(&before.id).unwrap_or_default();
            Some(context.assess(Head::from(before), Some(before), presence, &[last], known))
        })
        .collect();
    let mut of_host = Findings::known(findings.remove(&host.id).unwrap_or_default());
    of_host.resolve_all("the host was removed", now);
    let (of_host, happenings) = of_host.rows();

    write::assessments(connection, &context, &assessments).await?;
    write::findings(connection, host.id, &of_host.iter().map(|finding| (None, finding)).collect::<Vec<_>>())
        .await?;
    sqlx::query!("delete from containers where host_id = $1", host.id).execute(&mut *connection).await?;
    let mut events = write::events(&assessments)?;
    event::group(host.id, &happenings, &mut events)?;
    event::record(connection, &events, by, now).await
}
