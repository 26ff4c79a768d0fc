use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::change::{ChangedHost, ChangedWorkload};
use fleet::finding::FindingEventKind;
use fleet::{HostId, WorkloadId};
use posture::Severity;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Result, word};

/// Bytes.
const ID: usize = 16;

/// The same that happened to some findings of one target, with the target as it is known.
pub(super) struct EventRow {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub event: FindingEventKind,
    pub host: ChangedHost,
    pub workload: Option<ChangedWorkload>,
    findings: Vec<u8>,
    severities: Option<Vec<u8>>,
}

impl EventRow {
    pub fn len(&self) -> usize {
        self.findings.len() / ID
    }

    /// Each finding with its severity at that moment, if it was kept.
    pub fn findings(&self) -> Result<Vec<(Uuid, Option<Severity>)>> {
        let ids = self.findings.chunks_exact(ID).map(|id| Uuid::from_slice(id).expect("16 bytes"));
        let severity = |at: usize| {
            let code = self.severities.as_ref().and_then(|severities| severities.get(at));
            code.map(|code| word::severity((*code).into())).transpose()
        };
        ids.enumerate().map(|(at, id)| Ok((id, severity(at)?))).collect()
    }
}

/// Up to `limit` events from `first` on.
pub(super) async fn read(connection: &mut PgConnection, first: i64, limit: i64) -> Result<Vec<EventRow>> {
    let rows = sqlx::query!(
        r#"select e.id, e.at, e.by, e.body as "body: Json<FindingEventKind>", e.findings, e.severities,
               h.id as host_id, h.name as host_name, h.labels as "labels: Json<BTreeMap<String, String>>",
               w.id as "workload_id?", w.name as "workload_name?", w.project as "project?"
           from finding_events e
               left join workloads w on w.id = e.target
               join hosts h on h.id = coalesce(w.host_id, e.target)
           where e.id >= $1
           order by e.id limit $2"#,
        first,
        limit
    )
    .fetch_all(connection)
    .await?;
    let rows = rows.into_iter().map(|row| EventRow {
        id: row.id,
        at: row.at,
        by: row.by,
        event: row.body.0,
        host: ChangedHost { id: HostId(row.host_id), name: row.host_name, labels: row.labels.0 },
        workload: row.workload_id.map(|id| ChangedWorkload {
            id: WorkloadId(id),
            name: row.workload_name.unwrap_or_default(),
            project: row.project.unwrap_or_default(),
        }),
        findings: row.findings,
        severities: row.severities,
    });
    Ok(rows.collect())
}
