//! Which findings `f` of workloads `w` and hosts `h` are wanted.

use fleet::finding::{FindingFilter, FindingState};
use posture::rules;
use sqlx::{Postgres, QueryBuilder};

use super::row::push_of_workload;
use crate::scope::Selection;
use crate::word::severity_code;
use crate::{cursor, ticket};

/// The states of the work queue: the problem is there and nobody has accepted its risk.
const QUEUE: [FindingState; 3] = [FindingState::Open, FindingState::Reopened, FindingState::Acknowledged];

/// Where the columns of a condition stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    pub rule: &'static str,
    pub severity: &'static str,
    pub host: &'static str,
}

/// Of one table or view that has them all.
pub(super) const OF_FINDINGS: Names = Names { rule: "f.rule", severity: "f.severity", host: "f.host_id" };

pub(super) fn states(filter: &FindingFilter) -> &[FindingState] {
    if filter.states.is_empty() { &QUEUE } else { &filter.states }
}

/// The whole filter; begins with `where`.
pub(super) fn push(query: &mut QueryBuilder<Postgres>, filter: &FindingFilter, selection: &Selection) {
    let states: Vec<&str> = states(filter).iter().map(|state| state.as_str()).collect();
    query.push(" where f.state = any(").push_bind(states).push(")");
    push_problem(query, filter, OF_FINDINGS);
    push_hosts(query, filter, selection, OF_FINDINGS);
    // Findings of hosts themselves are in no project.
    selection.push_projects(query, "w.project");
    if let Some(workload) = filter.workload {
        push_of_workload(query.push(" and "), workload);
    }
    ticket::push_condition(query, filter.ticket, "f.id");
    for pattern in cursor::patterns(filter.search.as_deref()) {
        push_search(query, pattern);
    }
}

/// What the problem is; begins with `and`.
pub(super) fn push_problem(query: &mut QueryBuilder<Postgres>, filter: &FindingFilter, names: Names) {
    if !filter.severities.is_empty() {
        let codes: Vec<i16> = filter.severities.iter().copied().map(severity_code).collect();
        let (least, most) = (codes.iter().min().copied(), codes.iter().max().copied());
        // The bounds are what an index in the order of lists can use.
        query
            .push(" and ")
            .push(names.severity)
            .push(" between ")
            .push_bind(least)
            .push(" and ")
            .push_bind(most);
        query.push(" and ").push(names.severity).push(" = any(").push_bind(codes).push(")");
    }
    if let Some(rule) = &filter.rule {
        query.push(" and ").push(names.rule).push(" = ").push_bind(rule.replace('\0', ""));
    }
}

/// On which hosts; begins with `and`.
pub(super) fn push_hosts(
    query: &mut QueryBuilder<Postgres>,
    filter: &FindingFilter,
    selection: &Selection,
    names: Names,
) {
    if let Some(host) = filter.host {
        query.push(" and ").push(names.host).push(" = ").push_bind(host.0);
    }
    selection.push_hosts(query, names.host);
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
