use fleet::workload::WorkloadFilter;
use posture::Grade;
use sqlx::{Postgres, QueryBuilder};

use crate::cursor;

/// The condition on workloads `w`; begins with `where`.
pub(super) fn push(query: &mut QueryBuilder<Postgres>, filter: &WorkloadFilter) {
    // As the partial indexes say it.
    query.push(if filter.include_gone { " where true" } else { " where w.counts" });
    push_grades(query, &filter.grades);
    if let Some(host) = filter.host {
        query.push(" and w.host_id = ").push_bind(host.0);
    }
    if let Some(project) = &filter.project {
        query.push(" and w.project = ").push_bind(project.replace('\0', ""));
    }
    if let Some(rule) = &filter.rule {
        query.push(
            " and (w.id in (select f.workload_id from findings f
                 where f.state in ('open', 'reopened', 'acknowledged') and f.rule = ",
        );
        query
            .push_bind(rule.replace('\0', ""))
            .push(") or w.plain_set in (select s.hash from finding_sets s where s.rule = ");
        query.push_bind(rule.replace('\0', "")).push("))");
    }
    for (wanted, condition) in [
        (filter.escape_path, "w.escape_kinds <> '{}'"),
        (filter.incomplete, "not w.complete"),
        (filter.accepted, "w.accepted > 0"),
    ] {
        if let Some(wanted) = wanted {
            query.push(if wanted { " and " } else { " and not " }).push("(").push(condition).push(")");
        }
    }
    for pattern in cursor::patterns(filter.search.as_deref()) {
        query.push(" and (w.search like ").push_bind(pattern.clone());
        query.push(" or lower(w.host_name) like ").push_bind(pattern).push(")");
    }
}

fn push_grades(query: &mut QueryBuilder<Postgres>, grades: &[Grade]) {
    if !grades.is_empty() {
        let words: Vec<&str> = grades.iter().map(|grade| grade.as_str()).collect();
        query.push(" and w.grade = any(").push_bind(words).push(")");
    }
}
