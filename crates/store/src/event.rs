//! Events of findings: what happened, never rewritten.

use chrono::{DateTime, Utc};
use fleet::finding::FindingEventKind;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Result;
use crate::content::document;
use crate::record::{Happening, column};
use crate::word::severity_code;

/// Taken by every transaction that writes events, as its last step: their order is the order of commits.
const ORDER_LOCK: i64 = 0x706c_696d_736f_6c6c;

/// The same that happened to some findings of one target.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    target: Uuid,
    kind: &'a FindingEventKind,
    body: serde_json::Value,
    findings: Vec<(Uuid, i16)>,
}

/// Adds what happened to the findings of a target.
pub(crate) fn group<'a>(
    target: Uuid,
    happenings: &'a [Happening],
    events: &mut Vec<Event<'a>>,
) -> Result<()> {
    let first = events.len();
    for happening in happenings {
        let finding = (happening.finding, severity_code(happening.severity));
        match events[first..].iter_mut().find(|event| *event.kind == happening.kind) {
            Some(event) => event.findings.push(finding),
            None => events.push(Event {
                target,
                kind: &happening.kind,
                body: document(&happening.kind)?,
                findings: vec![finding],
            }),
        }
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
    let flat: Vec<(i32, Uuid, i16)> = (0..)
        .zip(events)
        .flat_map(|(number, event)| {
            event.findings.iter().map(move |(finding, severity)| (number, *finding, *severity))
        })
        .collect();
    sqlx::query!("select pg_advisory_xact_lock($1)", ORDER_LOCK).execute(&mut *connection).await?;
    sqlx::query!(
        "insert into finding_events (at, by, target, kind, body, findings, severities)
         select $1, $2, target, kind, body, findings, severities
         from unnest($3::uuid[], $4::text[], $5::jsonb[]) with ordinality as event (target, kind, body, number)
         join (
             select number + 1 as number, array_agg(finding order by place) as findings,
                 array_agg(severity order by place) as severities
             from unnest($6::int[], $7::uuid[], $8::smallint[]) with ordinality
                 as part (number, finding, severity, place)
             group by number
         ) as parts using (number)
         order by number",
        now,
        by,
        &column(events, |event| event.target),
        &column(events, |event| event.kind.as_str()) as _,
        &column(events, |event| event.body.clone()),
        &column(&flat, |(number, ..)| *number),
        &column(&flat, |(_, finding, _)| *finding),
        &column(&flat, |(.., severity)| *severity),
    )
    .execute(connection)
    .await?;
    Ok(())
}
