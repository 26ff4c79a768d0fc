use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::{Decision, FindingRow};
use fleet::{Actor, FindingId, Problem};
use serde_json::json;
use uuid::Uuid;

use crate::content::storable_text;
use crate::id::{halves, moment};
use crate::record::{lock_host, rescore};
use crate::{Result, Store, audit};

/// As it stands in events.
const PLIMSOLL: &str = "plimsoll";

impl Store {
    /// Decides about a finding and scores its target again.
    ///
    /// # Errors
    /// `Stale` when `revision` is not the current one; `Conflict` when the state does not allow the decision; `Invalid` for
    /// a reason or a moment out of range; `NotFound`.
    pub async fn decide(
        &self,
        actor: &Actor,
        id: FindingId,
        revision: Option<i64>,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<FindingRow> {
        actor.require(Permission::WriteFindings)?;
        let now = moment(now);
        let decision = storable(decision);
        let (host, workload) = self.target_of(id).await?.ok_or(Problem::NotFound)?;
        let mut transaction = self.pool.begin().await?;
        let host = lock_host(&mut transaction, host).await?.ok_or(Problem::NotFound)?;
        audit::record(&mut transaction, actor, "finding.decide", id, json!(decision), now).await?;
        rescore(&mut transaction, &host, workload, actor.name(), now, |findings| {
            let current = findings.revision(id.0).ok_or(Problem::NotFound)?;
            if revision.is_some_and(|seen| seen != current) {
                return Err(Problem::Stale.into());
            }
            let decided = findings.change(id.0, |standing| standing.decide(&decision, actor.name(), now));
            Ok(decided.ok_or(Problem::NotFound)??)
        })
        .await?;
        transaction.commit().await?;
        Ok(self.finding_row(id, now).await?.ok_or(Problem::NotFound)?)
    }

    /// Ends up to `limit` acceptances whose time has come and scores their targets again; gives how many. A target
    /// that fails keeps no other from its turn.
    ///
    /// # Errors
    /// The last failure, after every target had its turn.
    pub async fn expire_acceptances(&self, now: DateTime<Utc>, limit: u32) -> Result<u32> {
        let now = moment(now);
        let targets = sqlx::query!(
            r#"select host_id, workload_id, count(*) as "findings!" from (
                   select f.host_id, f.workload_id from findings f join hosts h on h.id = f.host_id
                   where f.state = 'accepted' and f.accepted_until <= $1 and h.removed_at is null
                   order by f.accepted_until limit $2
               ) as due
               group by host_id, workload_id"#,
            now,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        let (mut expired, mut failed) = (0, None);
        for target in targets {
            match self.expire(target.host_id, target.workload_id, now).await {
                Ok(()) => expired += u32::try_from(target.findings).unwrap_or(u32::MAX),
                Err(error) => {
                    let (host, workload) = (target.host_id, target.workload_id);
                    tracing::error!(%host, ?workload, %error, "acceptances could not be ended");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(expired), Err)
    }

    async fn expire(&self, host: Uuid, workload: Option<Uuid>, now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        let Some(host) = lock_host(&mut transaction, host).await? else { return Ok(()) };
        rescore(&mut transaction, &host, workload, PLIMSOLL, now, |findings| {
            findings.expire(now);
            Ok(())
        })
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The host it is on, and its workload if it is one's.
    pub(crate) async fn target_of(&self, id: FindingId) -> Result<Option<(Uuid, Option<Uuid>)>> {
        let row = sqlx::query!(
            r#"select host_id as "host_id!", workload_id from all_findings where id = $1 and prefix = $2"#,
            id.0,
            &halves(id.0).0[..]
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| (row.host_id, row.workload_id)))
    }
}

fn storable(decision: &Decision) -> Decision {
    match decision {
        Decision::Accept { reason, until } => {
            Decision::Accept { reason: storable_text(reason), until: moment(*until) }
        }
        other => other.clone(),
    }
}
