//! Events of findings: what happened, never rewritten.

use chrono::{DateTime, Utc};
use fleet::finding::FindingEventKind;
use posture::Severity;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Result;
use crate::content::storable_json;
use crate::copy::Rows;
use crate::notification::{self, Notification};
use crate::record::Happening;

/// Taken by every transaction that writes events, as its last step: their order is the order of commits.
const ORDER_LOCK: i64 = 0x706c_696d_736f_6c6c;

/// Bytes.
const USUAL_ROW: usize = 512;

/// The same that happened to some findings of one target.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    target: Uuid,
    kind: &'a FindingEventKind,
    body: String,
    findings: Vec<u8>,
    /// Of each finding, 0 (info) to 4 (critical).
    severities: Vec<u8>,
}

impl Event<'_> {
    fn add(&mut self, happening: &Happening) {
        self.findings.extend(happening.finding.as_bytes());
        self.severities.push(happening.severity as u8);
    }

    fn count(&self, severity: Severity) -> i32 {
        let of_it = self.severities.iter().filter(|code| **code == severity as u8);
        i32::try_from(of_it.count()).unwrap_or(i32::MAX)
    }
}

/// Adds what happened to the findings of a target.
pub(crate) fn group<'a>(
    target: Uuid,
    happenings: &'a [Happening],
    events: &mut Vec<Event<'a>>,
) -> Result<()> {
    let first = events.len();
    for happening in happenings {
        let same = events[first..].iter().position(|event| *event.kind == happening.kind);
        let at = if let Some(at) = same {
            first + at
        } else {
            let body = storable_json(&happening.kind)?;
            let (findings, severities) = (Vec::new(), Vec::new());
            events.push(Event { target, kind: &happening.kind, body, findings, severities });
            events.len() - 1
        };
        events[at].add(happening);
    }
    Ok(())
}

/// Writes events; nothing but the commit may follow, because others wait.
pub(crate) async fn record(
    connection: &mut PgConnection,
    events: &[Event<'_>],
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    notification::tell(connection, Notification::Changes).await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", ORDER_LOCK).execute(&mut *connection).await?;
    let mut copy = Rows::with_capacity(events.len() * USUAL_ROW);
    for event in events {
        copy.row().time(now).text(by).uuid(event.target).text(event.kind.as_str());
        copy.document(&event.body).bytes(&event.findings).bytes(&event.severities);
        for severity in Severity::WORST_FIRST {
            copy.int(event.count(severity));
        }
    }
    let into = "finding_events (at, by, target, kind, body, findings, severities, critical, high, medium, low, info)";
    copy.copy(connection, into).await
}
