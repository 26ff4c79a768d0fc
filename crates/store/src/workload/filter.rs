use fleet::grades::Standing;
use fleet::workload::WorkloadFilter;
use sqlx::{Postgres, QueryBuilder};

use crate::cursor;
use crate::scope::Selection;

/// The condition on workloads `w`; begins with `where`.
pub(super) fn push(query: &mut QueryBuilder<Postgres>, filter: &WorkloadFilter, selection: &Selection) {
    // As the partial indexes say it.
    query.push(if filter.include_gone { " where true" } else { " where w.counts" });
    push_grades(query, &filter.grades);
    selection.push_hosts(query, "w.host_id");
    selection.push_projects(query, "w.project");
    if selection.projects().is_some() {
        // As the partial index says it.
        query.push(" and w.project <> ''");
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
        // Few hosts have many workloads: their names are looked at once.
        query.push(" and (w.search like ").push_bind(pattern.clone());
        query.push(" or w.host_id = any(array(select id from hosts where lower(name) like ");
        query.push_bind(pattern).push(")))");
    }
}

fn push_grades(query: &mut QueryBuilder<Postgres>, grades: &[Standing]) {
    if grades.is_empty() {
        return;
    }
    let words: Vec<&str> = grades.iter().map(|standing| standing.grade().as_str()).collect();
    query.push(" and w.grade = any(").push_bind(words).push(")");
    match (grades.contains(&Standing::A), grades.contains(&Standing::UnprovenA)) {
        (true, false) => query.push(" and (w.grade <> 'A' or w.complete)"),
        (false, true) => query.push(" and (w.grade <> 'A' or not w.complete)"),
        _ => query,
    };
}
