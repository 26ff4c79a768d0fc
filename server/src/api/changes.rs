use std::time::{Duration, Instant};

use axum::extract::State;
use fleet::change::{ChangeFilter, ChangeKind, ChangePage, FeedStart};
use fleet::{Cursor, Scope};
use posture::Severity;
use serde::Deserialize;
use store::Notification;
use tokio::sync::broadcast;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::scope::{InScope, ScopeParameters};
use super::{Answer, Caller, Json, Operations, ProblemDocument, Query, Refusal, Refusals, query};
use crate::AppState;

/// Seconds; a request ends within 30.
const LONGEST_WAIT: u64 = 25;
/// A notification may be lost while the database restarts, so the feed is also read now and then.
const READ_AGAIN: Duration = Duration::from_secs(2);

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Start {
    /// With the oldest change that is kept.
    Oldest,
    /// With what happens from now on.
    Now,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChangeQuery {
    /// `next_cursor` of the part before. The filter may differ.
    cursor: Option<String>,
    /// Where to begin without a cursor.
    #[param(default = "oldest", inline)]
    start: Option<Start>,
    /// How many changes at most.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u32>,
    /// Seconds to wait for the first change when there is none yet.
    #[param(minimum = 0, maximum = 25, default = 0)]
    wait: Option<u64>,
    /// Only these types.
    #[serde(default)]
    r#type: Vec<ChangeKind>,
    /// Only of these severities, as they were then.
    #[serde(default)]
    severity: Vec<Severity>,
    /// Only of these rules.
    #[serde(default)]
    rule: Vec<String>,
}

impl ChangeQuery {
    fn start(&self) -> Result<FeedStart, Refusal> {
        match (&self.cursor, self.start) {
            (Some(_), Some(_)) => Err(Refusal::invalid("start", "a cursor says already where to begin")),
            (Some(cursor), None) => Ok(FeedStart::After(Cursor(cursor.clone()))),
            (None, Some(Start::Now)) => Ok(FeedStart::Now),
            (None, Some(Start::Oldest) | None) => Ok(FeedStart::Oldest),
        }
    }

    fn wait(&self) -> Result<Duration, Refusal> {
        let wait = self.wait.unwrap_or(0);
        let is_fine = wait <= LONGEST_WAIT;
        is_fine
            .then(|| Duration::from_secs(wait))
            .ok_or_else(|| Refusal::invalid("wait", format!("0 to {LONGEST_WAIT} seconds")))
    }

    fn filter(self, scope: Scope) -> ChangeFilter {
        ChangeFilter { kinds: self.r#type, severities: self.severity, rules: self.rule, scope }
    }
}

/// Follows what happens to findings: each change once, in order, without a gap, however long the caller was away. Keep
/// `next_cursor` and pass it on; `more` tells whether to go on at once.
#[utoipa::path(get, path = "/changes", tag = "changes", params(ChangeQuery, ScopeParameters),
    responses((status = 200, body = ChangePage), Refusals,
        (status = 410, body = ProblemDocument, content_type = "application/problem+json",
            description = "Changes after this cursor are not kept any more; `detail` says how to resynchronise.")))]
async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(InScope { scope, rest: query }): Query<InScope<ChangeQuery>>,
) -> Answer<Json<ChangePage>> {
    let (mut start, limit, wait) = (query.start()?, query::limit(query.limit)?, query.wait()?);
    let filter = query.filter(scope);
    // Subscribed before the first reading, so that nothing falls between the two.
    let mut notified = state.notifications.subscribe();
    let begun = Instant::now();
    loop {
        let page = caller.store.changes(&caller.actor, &filter, &start, limit, &state.address).await?;
        let left = wait.saturating_sub(begun.elapsed());
        if !page.items.is_empty() || page.more || left.is_zero() || state.stop.is_cancelled() {
            return Ok(Json(page));
        }
        start = FeedStart::After(page.next_cursor);
        tokio::select! {
            () = changed(&mut notified) => {}
            () = tokio::time::sleep(left.min(READ_AGAIN)) => {}
            () = state.stop.cancelled() => {}
        }
    }
}

/// Returns when the feed is longer.
async fn changed(notified: &mut broadcast::Receiver<Notification>) {
    loop {
        match notified.recv().await {
            Ok(Notification::Changes) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
