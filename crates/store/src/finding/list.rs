use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::{FindingFilter, FindingRow, FindingState};
use fleet::{Actor, Page, Paged};
use posture::rules;
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::row::{FROM, Raw, push_target, select};
use crate::word::severity_code;
use crate::{Result, Store, cursor};

/// The states of the work queue: the problem is there and nobody has accepted its risk.
const QUEUE: [FindingState; 3] = [FindingState::Open, FindingState::Reopened, FindingState::Acknowledged];

/// The sort key of a row; the gain as its bits, because JSON would round it.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    severity: i16,
    gain: u64,
    opened_at: DateTime<Utc>,
    id: Uuid,
}

impl Store {
    /// Worst first, then by gain, then oldest.
    pub async fn list_findings(
        &self,
        actor: &Actor,
        filter: &FindingFilter,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<FindingRow>> {
        actor.require(Permission::Read)?;
        let mut count = QueryBuilder::new("select count(*)");
        count.push(if filter.search.is_some() { FROM } else { " from findings f" });
        push_filter(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;

        let mut query = select(now);
        push_filter(&mut query, filter);
        if let Some(after) = &page.after {
            push_after(&mut query, &cursor::read(after)?);
        }
        let limit = page.limit.clamp(1, Page::MAX_LIMIT);
        query.push(" order by f.severity desc, f.gain desc, f.opened_at, f.id limit ");
        query.push_bind(i64::from(limit) + 1);
        let mut rows: Vec<Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = match rows.last().filter(|_| more) {
            Some(last) => Some(cursor::write(&Place {
                severity: last.severity,
                gain: last.gain.to_bits(),
                opened_at: last.opened_at,
                id: last.id,
            })?),
            None => None,
        };
        let items = rows.into_iter().map(FindingRow::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total })
    }
}

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &FindingFilter) {
    let states = if filter.states.is_empty() { &QUEUE[..] } else { &filter.states };
    if states == QUEUE {
        // As the partial index says it.
        query.push(" where f.state in ('open', 'reopened', 'acknowledged')");
    } else {
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        query.push(" where f.state = any(").push_bind(states).push(")");
    }
    if !filter.severities.is_empty() {
        let codes: Vec<i16> = filter.severities.iter().copied().map(severity_code).collect();
        query.push(" and f.severity = any(").push_bind(codes).push(")");
    }
    if let Some(rule) = &filter.rule {
        query.push(" and f.rule = ").push_bind(rule.replace('\0', ""));
    }
    if let Some(workload) = filter.workload {
        push_target(query.push(" and "), workload.0);
    }
    if let Some(host) = filter.host {
        query.push(" and f.host_id = ").push_bind(host.0);
    }
    for pattern in cursor::patterns(filter.search.as_deref()) {
        push_search(query, pattern);
    }
}

fn push_search(query: &mut QueryBuilder<Postgres>, pattern: String) {
    let word = pattern.trim_matches('%').to_owned();
    let titled = rules::ALL.iter().filter(|rule| rule.title.to_lowercase().contains(&word));
    let titled: Vec<&str> = titled.map(|rule| rule.id).collect();
    query.push(" and (f.rule = any(").push_bind(titled).push(")");
    for text in ["f.rule", "f.subject", "w.name", "w.project", "h.name"] {
        query.push(" or lower(").push(text).push(") like ").push_bind(pattern.clone());
    }
    query.push(")");
}

/// Rows after a place; its first condition is what the index can use.
fn push_after(query: &mut QueryBuilder<Postgres>, place: &Place) {
    let gain = f64::from_bits(place.gain);
    query.push(" and f.severity <= ").push_bind(place.severity);
    query.push(" and (f.severity < ").push_bind(place.severity);
    query.push(" or f.gain < ").push_bind(gain);
    query.push(" or f.gain = ").push_bind(gain);
    query.push(" and (f.opened_at, f.id) > (").push_bind(place.opened_at);
    query.push(", ").push_bind(place.id).push("))");
}
