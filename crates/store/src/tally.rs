//! What stands beside every index: workloads by grade, their scores and their open findings.

use chrono::{DateTime, Utc};
use fleet::grades::{GradeCounts, Standing};
use fleet::workload::SeverityCounts;

use crate::scope::Selection;
use crate::{Result, Store, word};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub grades: GradeCounts,
    pub incomplete: i64,
    /// Open findings of workloads.
    pub counts: SeverityCounts,
    score: f64,
}

impl Tally {
    /// Mean score; `None`: no workload counts.
    pub fn index(&self) -> Option<f64> {
        let workloads = self.grades.total();
        (workloads > 0).then(|| self.score / workloads as f64)
    }
}

/// The workloads that count and have one grade, complete or not.
struct Graded {
    grade: String,
    complete: bool,
    workloads: i64,
    /// Sum, as are the counts of open findings.
    score: f64,
    critical: i64,
    high: i64,
    medium: i64,
    low: i64,
    info: i64,
}

impl Store {
    /// From the workloads' current postures.
    pub(crate) async fn tally(&self, selection: &Selection) -> Result<Tally> {
        let rows = sqlx::query_as!(
            Graded,
            r#"select grade, complete, count(*) as "workloads!", sum(score) as "score!", sum(critical) as "critical!",
                   sum(high) as "high!", sum(medium) as "medium!", sum(low) as "low!", sum(info) as "info!"
               from workloads
               where counts and ($1::uuid[] is null or host_id = any($1))
                   and ($2::text[] is null or project = any($2))
               group by grade, complete"#,
            selection.hosts(),
            selection.projects()
        )
        .fetch_all(&self.pool)
        .await?;
        add_up(&rows)
    }

    /// From the intervals that hold a past moment.
    pub(crate) async fn tally_as_of(&self, selection: &Selection, at: DateTime<Utc>) -> Result<Tally> {
        let rows = sqlx::query_as!(
            Graded,
            r#"select p.grade, p.complete, count(*) as "workloads!", sum(p.score) as "score!",
                   sum(p.critical) as "critical!", sum(p.high) as "high!", sum(p.medium) as "medium!",
                   sum(p.low) as "low!", sum(p.info) as "info!"
               from workloads w cross join lateral (
                   select * from postures where workload_id = w.id and valid_from <= $3
                   order by valid_from desc limit 1) as p
               where p.counts and (p.valid_to is null or p.valid_to > $3)
                   and ($1::uuid[] is null or w.host_id = any($1)) and ($2::text[] is null or w.project = any($2))
               group by p.grade, p.complete"#,
            selection.hosts(),
            selection.projects(),
            at
        )
        .fetch_all(&self.pool)
        .await?;
        add_up(&rows)
    }
}

fn add_up(rows: &[Graded]) -> Result<Tally> {
    let mut tally = Tally::default();
    for row in rows {
        *tally.grades.of_mut(Standing::of(word::word("grade", &row.grade)?, row.complete)) += row.workloads;
        if !row.complete {
            tally.incomplete += row.workloads;
        }
        tally.score += row.score;
        tally.counts.critical += row.critical;
        tally.counts.high += row.high;
        tally.counts.medium += row.medium;
        tally.counts.low += row.low;
        tally.counts.info += row.info;
    }
    Ok(tally)
}
