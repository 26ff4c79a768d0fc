use std::collections::HashMap;

use fleet::FindingId;
use fleet::change::{Change, ChangeData, ChangeFilter, ChangeKind, ChangedFinding};
use fleet::finding::FindingEventKind;
use fleet::ticket::Ticket;
use posture::Severity;
use sqlx::PgConnection;
use uuid::Uuid;

use super::event_row::{self, EventRow};
use super::place::{Place, unknown};
use crate::finding::title;
use crate::id::halves;
use crate::{Result, ticket, word};

/// Events looked at for one part when a filter leaves some out.
const MOST_EVENTS: i64 = 2_000;

/// Some changes, oldest first.
#[derive(Debug)]
pub(crate) struct Part {
    pub changes: Vec<Change>,
    /// Behind everything that was looked at.
    pub next: Place,
    /// There are more events already.
    pub more: bool,
}

/// One finding of an event that the filter takes as far as the event tells.
struct Candidate<'a> {
    event: &'a EventRow,
    place: usize,
    finding: Uuid,
    severity: Option<Severity>,
}

/// What a finding is about.
struct Described {
    rule: String,
    subject: String,
    evidence: String,
    severity: Severity,
    ticket: Option<Ticket>,
}

/// At most `limit` changes from a place on.
pub(crate) async fn read(
    connection: &mut PgConnection,
    from: Place,
    filter: &ChangeFilter,
    limit: u32,
    address: &str,
) -> Result<Part> {
    let most = if *filter == ChangeFilter::default() { i64::from(limit) + 2 } else { MOST_EVENTS };
    let events = event_row::read(connection, from.event, most).await?;
    match events.first().filter(|event| event.id == from.event) {
        Some(event) if event.at != from.at => return Err(unknown().into()),
        Some(_) => {}
        None => from.follows_on(connection).await?,
    }
    let (candidates, stopped) = candidates(&events, from, filter, limit as usize)?;
    let described = described(connection, &candidates).await?;
    let changes = candidates.iter().filter_map(|candidate| candidate.change(&described, filter, address));
    let changes = changes.collect();
    let behind = events.last().map_or(from, |event| Place::after(event.id, event.at));
    let next = stopped.unwrap_or(behind);
    Ok(Part { changes, next, more: stopped.is_some() || i64::try_from(events.len()) == Ok(most) })
}

/// Up to `limit` that the filter takes, and the place behind the last one if events remain after it.
fn candidates<'a>(
    events: &'a [EventRow],
    from: Place,
    filter: &ChangeFilter,
    limit: usize,
) -> Result<(Vec<Candidate<'a>>, Option<Place>)> {
    let mut candidates = Vec::new();
    for event in events {
        let taken = match from.taken {
            _ if event.id != from.event => 0,
            Some(taken) => taken as usize,
            None => event.len(),
        };
        if !filter.takes_kind(ChangeKind::from(&event.event))
            || !filter.takes_target(&event.host, event.workload.as_ref())
        {
            continue;
        }
        for (place, (finding, severity)) in event.findings()?.into_iter().enumerate().skip(taken) {
            if severity.is_some_and(|severity| !filter.takes_severity(severity)) {
                continue;
            }
            if candidates.len() == limit {
                let taken = u32::try_from(place).ok();
                return Ok((candidates, Some(Place { event: event.id, at: event.at, taken })));
            }
            candidates.push(Candidate { event, place, finding, severity });
        }
    }
    Ok((candidates, None))
}

async fn described(
    connection: &mut PgConnection,
    candidates: &[Candidate<'_>],
) -> Result<HashMap<Uuid, Described>> {
    let mut ids: Vec<Uuid> = candidates.iter().map(|candidate| candidate.finding).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut tickets = ticket::of(connection, &ids).await?;
    let prefixes: Vec<[u8; 8]> = ids.iter().map(|id| halves(*id).0).collect();
    let rows = sqlx::query!(
        r#"select f.id as "id!", rule as "rule!", subject as "subject!", severity as "severity!",
               coalesce(evidence, evidence_in(outcome_hash, rule, subject), '') as "evidence!"
           from unnest($1::uuid[], $2::bytea[]) as wanted (id, prefix)
               join all_findings f on f.id = wanted.id and f.prefix = wanted.prefix"#,
        &ids,
        &prefixes as _
    )
    .fetch_all(connection)
    .await?;
    let described = rows.into_iter().map(|row| {
        let described = Described {
            rule: row.rule,
            subject: row.subject,
            evidence: row.evidence,
            severity: word::severity(row.severity)?,
            ticket: tickets.remove(&FindingId(row.id)),
        };
        Ok((row.id, described))
    });
    described.collect()
}

impl Candidate<'_> {
    /// `None`: the filter does not take it.
    fn change(
        &self,
        described: &HashMap<Uuid, Described>,
        filter: &ChangeFilter,
        address: &str,
    ) -> Option<Change> {
        let Some(known) = described.get(&self.finding) else {
            tracing::error!(finding = %self.finding, event = self.event.id, "an event of an unknown finding");
            return None;
        };
        let severity = match (self.severity, &self.event.event) {
            (Some(severity), _) => severity,
            (None, FindingEventKind::SeverityChanged { to, .. }) => *to,
            (None, _) => known.severity,
        };
        let id = FindingId(self.finding);
        let finding = ChangedFinding {
            id,
            dedup_key: id.dedup_key(),
            title: title(&known.rule),
            rule: known.rule.clone(),
            severity,
            subject: known.subject.clone(),
            evidence: known.evidence.clone(),
            url: format!("{address}/findings/{id}"),
            ticket: known.ticket.clone(),
        };
        let taken = filter.takes_rule(&finding.rule) && filter.takes_severity(severity);
        taken.then(|| Change {
            id: format!("{}-{}", self.event.id, self.place),
            kind: ChangeKind::from(&self.event.event),
            timestamp: self.event.at,
            data: ChangeData {
                by: self.event.by.clone(),
                details: self.event.event.clone(),
                finding,
                workload: self.event.workload.clone(),
                host: self.event.host.clone(),
            },
        })
    }
}
