use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::{Acceptance, FindingDetail, FindingEvent, FindingEventKind, FindingRow};
use fleet::{Actor, FindingId};
use posture::rules::{self, References};
use sqlx::types::Json;

use super::row::{Raw, select};
use crate::id::halves;
use crate::{Result, Store};

impl Store {
    pub async fn finding(
        &self,
        actor: &Actor,
        id: FindingId,
        now: DateTime<Utc>,
    ) -> Result<Option<FindingDetail>> {
        actor.require(Permission::Read)?;
        let Some(row) = self.finding_row(id, now).await? else { return Ok(None) };
        let beside = sqlx::query!(
            r#"select accepted_by, accepted_reason, accepted_at, accepted_until,
                   coalesce(w.score, h.score, 100) as "score!"
               from all_findings f join hosts h on h.id = f.host_id left join workloads w on w.id = f.workload_id
               where f.id = $1 and f.prefix = $2"#,
            id.0,
            &halves(id.0).0[..]
        )
        .fetch_one(&self.pool)
        .await?;
        let acceptance =
            match (beside.accepted_by, beside.accepted_reason, beside.accepted_at, beside.accepted_until) {
                (Some(by), Some(reason), Some(granted_at), Some(until)) => {
                    Some(Acceptance { by, reason, granted_at, until })
                }
                _ => None,
            };
        let rule = rules::find(&row.rule);
        Ok(Some(FindingDetail {
            rationale: rule.map_or("", |rule| rule.rationale).into(),
            fix: rule.map_or("", |rule| rule.fix).into(),
            references: rule.map(|rule| citations(&rule.references)).unwrap_or_default(),
            events: self.finding_events(id).await?,
            acceptance,
            score_now: beside.score,
            score_if_fixed: (beside.score + row.gain).min(100.0),
            row,
        }))
    }

    pub(super) async fn finding_row(&self, id: FindingId, now: DateTime<Utc>) -> Result<Option<FindingRow>> {
        let mut query = select(now);
        query.push(" where f.id = ").push_bind(id.0);
        query.push(" and f.prefix = ").push_bind(halves(id.0).0);
        let raw: Option<Raw> = query.build_query_as().fetch_optional(&self.pool).await?;
        raw.map(FindingRow::try_from).transpose()
    }

    /// Newest first.
    async fn finding_events(&self, id: FindingId) -> Result<Vec<FindingEvent>> {
        let rows = sqlx::query!(
            r#"select at, by, body as "body: Json<FindingEventKind>"
               from finding_events
               where target = (
                       select coalesce(workload_id, host_id) from all_findings where id = $1 and prefix = $2)
                   and position(uuid_send($1) in findings) > 0
               order by finding_events.id desc"#,
            id.0,
            &halves(id.0).0[..]
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| FindingEvent { at: row.at, by: row.by, kind: row.body.0 }).collect())
    }
}

/// As people cite them.
fn citations(references: &References) -> Vec<String> {
    let sources = [
        ("CIS Docker", references.cis),
        ("NIST SP 800-190", references.nist),
        ("OWASP Docker Top 10", references.owasp),
        ("MITRE", references.attack),
    ];
    let cited =
        sources.iter().flat_map(|(source, places)| places.iter().map(move |at| format!("{source} {at}")));
    cited.collect()
}
