use chrono::{DateTime, Utc};
use fleet::finding::{
    Decision, FindingDetail, FindingEvent, FindingFilter, FindingOrder, FindingRow, FindingState,
};
use fleet::ticket::{Ticket, TicketState};
use fleet::{FindingId, Paged, Problem, Scope, WorkloadId};
use posture::Severity;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::scope::{InScope, ScopeParameters};
use super::{
    Answer, BodyRefusals, Caller, IfMatch, Json, List, ListQuery, MatchRefusals, NoFilter, Operations,
    Paging, Path, Refusal, Refusals, Tagged,
};

pub fn operations() -> Operations {
    Operations::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(events))
        .routes(routes!(decide))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FindingQuery {
    /// Words in rule, title, subject, workload or host.
    #[param(min_length = 1)]
    q: Option<String>,
    /// Only of these severities.
    #[serde(default)]
    severity: Vec<Severity>,
    /// Only in these states; without it, what is there and whose risk is not accepted.
    #[serde(default)]
    state: Vec<FindingState>,
    /// Only of this rule.
    #[param(min_length = 1)]
    rule: Option<String>,
    /// Only of this workload.
    workload: Option<WorkloadId>,
    /// Only without (`none`) or only with (`any`) a ticket.
    ticket: Option<TicketState>,
    /// The order. `-severity`: the worst first, then what gains most, then the oldest.
    #[param(inline, default = "-severity")]
    sort: Option<FindingOrder>,
}

impl FindingQuery {
    fn filter(&self, scope: Scope) -> FindingFilter {
        FindingFilter {
            search: self.q.clone(),
            severities: self.severity.clone(),
            states: self.state.clone(),
            rule: self.rule.clone(),
            workload: self.workload,
            host: None,
            scope,
            ticket: self.ticket,
        }
    }
}

/// A finding, with its ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
struct WithTicket<T> {
    #[serde(flatten)]
    finding: T,
    /// For the one ticket of this problem, in whatever system.
    dedup_key: String,
    /// Where it is worked on.
    ticket: Option<Ticket>,
}

/// Lists the findings: the worst first, or by when they were opened.
#[utoipa::path(get, path = "/findings", tag = "findings", params(Paging, FindingQuery, ScopeParameters),
    responses((status = 200, body = List<WithTicket<FindingRow>>), Refusals))]
async fn list(
    caller: Caller,
    query: ListQuery<InScope<FindingQuery>>,
) -> Answer<Json<List<WithTicket<FindingRow>>>> {
    let InScope { scope, rest } = &query.filter;
    let filter = rest.filter(scope.clone());
    let order = rest.sort.unwrap_or_default();
    let rows = caller.store.list_findings_by(&caller.actor, &filter, order, &query.page, caller.now).await?;
    let ids: Vec<FindingId> = rows.items.iter().map(|row| row.id).collect();
    let mut tickets = caller.store.tickets(&caller.actor, &ids).await?;
    let with_ticket = |row: FindingRow| WithTicket {
        dedup_key: row.id.dedup_key(),
        ticket: tickets.remove(&row.id),
        finding: row,
    };
    let Paged { items, next, total } = rows;
    Ok(query.answer(Paged { items: items.into_iter().map(with_ticket).collect(), next, total }))
}

/// A finding: what is wrong, why it matters, what to do, what happened to it. Its id is the same across scans,
/// redeploys and reschedules.
#[utoipa::path(get, path = "/findings/{id}", tag = "findings", params(("id" = FindingId, Path)),
    responses((status = 200, body = WithTicket<FindingDetail>, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<FindingId>) -> Answer<Tagged<WithTicket<FindingDetail>>> {
    let finding = caller.store.finding(&caller.actor, id, caller.now).await?.ok_or(Problem::NotFound)?;
    let revision = finding.row.revision;
    let ticket = caller.store.ticket(&caller.actor, id).await?;
    Ok(Tagged::by_revision(WithTicket { finding, dedup_key: id.dedup_key(), ticket }, revision))
}

/// What happened to a finding, oldest first.
#[utoipa::path(get, path = "/findings/{id}/events", tag = "findings", params(("id" = FindingId, Path), Paging),
    responses((status = 200, body = List<FindingEvent>), Refusals))]
async fn events(
    caller: Caller,
    Path(id): Path<FindingId>,
    query: ListQuery<NoFilter>,
) -> Answer<Json<List<FindingEvent>>> {
    let finding = caller.store.finding(&caller.actor, id, caller.now).await?.ok_or(Problem::NotFound)?;
    let numbered: Vec<(u32, FindingEvent)> = (0..).zip(finding.events.into_iter().rev()).collect();
    let Json(List { items, next_cursor }) = query.answer_of(numbered, |(number, _)| *number)?;
    Ok(Json(List { items: items.into_iter().map(|(_, event)| event).collect(), next_cursor }))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DecisionWord {
    Acknowledge,
    Accept,
    RevokeAcceptance,
}

/// A decision about a finding. `accept` takes `reason` and `until`, the others neither.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "decision": "accept", "reason": "the network is internal", "until": "2027-01-31T00:00:00Z",
}))]
struct NewDecision {
    decision: DecisionWord,
    /// Why the risk is accepted: 3 to 2,000 characters.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 2000)]
    reason: Option<String>,
    /// When the acceptance ends: after now and at most 2 years ahead.
    #[serde(default)]
    until: Option<DateTime<Utc>>,
}

impl NewDecision {
    fn read(self) -> Result<Decision, Refusal> {
        match (self.decision, self.reason, self.until) {
            (DecisionWord::Acknowledge, None, None) => Ok(Decision::Acknowledge),
            (DecisionWord::RevokeAcceptance, None, None) => Ok(Decision::RevokeAcceptance),
            (DecisionWord::Accept, Some(reason), Some(until)) => Ok(Decision::Accept { reason, until }),
            (DecisionWord::Accept, None, _) => Err(Refusal::invalid("reason", "an acceptance needs it")),
            (DecisionWord::Accept, _, None) => Err(Refusal::invalid("until", "an acceptance needs it")),
            (_, Some(_), _) => Err(Refusal::invalid("reason", "only an acceptance takes it")),
            (_, None, Some(_)) => Err(Refusal::invalid("until", "only an acceptance takes it")),
        }
    }
}

/// Decides about a finding: acknowledges it, accepts its risk for a time, or takes an acceptance back.
///
/// `If-Match` names the finding's ETag, so that nobody decides about what somebody else has changed meanwhile.
#[utoipa::path(post, path = "/findings/{id}/decisions", tag = "findings",
    params(("id" = FindingId, Path), ("If-Match" = Option<String>, Header, description = "The finding's ETag; required.")),
    request_body = NewDecision,
    responses((status = 200, body = FindingRow, headers(("ETag" = String))), Refusals, BodyRefusals, MatchRefusals))]
async fn decide(
    caller: Caller,
    Path(id): Path<FindingId>,
    if_match: IfMatch,
    Json(decision): Json<NewDecision>,
) -> Answer<Tagged<FindingRow>> {
    let revision = if_match.required()?;
    let decision = decision.read()?;
    let row = caller.store.decide(&caller.actor, id, revision, &decision, caller.now).await?;
    let revision = row.revision;
    Ok(Tagged::by_revision(row, revision))
}
