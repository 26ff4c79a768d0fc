use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::workload::{Gap, HistoryInterval, NamedProblem, WorkloadHistory};
use fleet::{Actor, WorkloadId};
use posture::{Outcome, RuleId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Result, Store, stale, word};

type Problems = BTreeSet<(RuleId, String)>;

impl Store {
    /// The intervals that touch [from, now], oldest first, and when the host could not be seen.
    pub async fn workload_history(
        &self,
        actor: &Actor,
        id: WorkloadId,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadHistory>> {
        actor.require(Permission::Read)?;
        let host = sqlx::query!(
            r#"select h.id, h.scan_interval_s, w.first_seen_at, h.removed_at
               from workloads w join hosts h on h.id = w.host_id where w.id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(host) = host else { return Ok(None) };
        let seen = from.max(host.first_seen_at);
        let until = host.removed_at.unwrap_or(now).min(now);
        let gaps = gaps(&self.runs(host.id, seen, until).await?, host.scan_interval_s, until);
        let touching = |gap: &Gap| gap.to.is_none_or(|end| end > seen);
        Ok(Some(WorkloadHistory {
            intervals: self.intervals(id, from, now).await?,
            gaps: gaps.into_iter().filter(touching).collect(),
        }))
    }

    async fn intervals(
        &self,
        id: WorkloadId,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<HistoryInterval>> {
        // One more before the first, to tell what came and went with the first.
        let rows = sqlx::query!(
            r#"select p.valid_from, p.valid_to, p.score, p.grade, p.complete, p.reason,
                   coalesce(f.body ->> 'image_id', '') as "image_id!", o.body as "outcome: Json<Outcome>"
               from postures p join facts f on f.hash = p.facts_hash join outcomes o on o.hash = p.outcome_hash
               where p.workload_id = $1 and p.valid_from <= $3 and p.valid_from >= coalesce(
                   (select max(valid_from) from postures
                    where workload_id = $1 and valid_to <= $2), '-infinity')
               order by p.valid_from"#,
            id.0,
            from,
            now
        )
        .fetch_all(&self.pool)
        .await?;
        let mut before = Problems::new();
        let mut intervals = Vec::with_capacity(rows.len());
        for row in rows {
            let problems = problems(&row.outcome.0);
            let interval = HistoryInterval {
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                score: row.score,
                grade: word::word("grade", &row.grade)?,
                complete: row.complete,
                image_id: row.image_id,
                reason: word::name("reason", &row.reason)?,
                appeared: words(problems.difference(&before)),
                disappeared: words(before.difference(&problems)),
            };
            if interval.valid_to.is_none_or(|end| end > from) {
                intervals.push(interval);
            }
            before = problems;
        }
        Ok(intervals)
    }

    /// Runs that touch the time, oldest first, and the one before.
    async fn runs(&self, host: Uuid, from: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<Run>> {
        let runs = sqlx::query_as!(
            Run,
            r#"select first_at, last_at, outcome = 'failed' as "failed!" from scan_runs
               where host_id = $1 and first_at <= $3 and first_at >= coalesce(
                   (select max(first_at) from scan_runs where host_id = $1 and first_at <= $2), '-infinity')
               order by first_at"#,
            host,
            from,
            now
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(runs)
    }
}

fn problems(outcome: &Outcome) -> Problems {
    outcome.findings.iter().map(|finding| (finding.rule.clone(), finding.subject.clone())).collect()
}

fn words<'a>(problems: impl Iterator<Item = &'a (RuleId, String)>) -> Vec<NamedProblem> {
    let named = |(rule, subject): &(RuleId, String)| NamedProblem {
        rule: rule.to_string(),
        subject: subject.clone(),
    };
    problems.map(named).collect()
}

#[derive(Debug)]
struct Run {
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    failed: bool,
}

/// Failed runs until the next that is not, and times without any for longer than three intervals.
fn gaps(runs: &[Run], scan_interval_s: i64, now: DateTime<Utc>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut unseen_since: Option<DateTime<Utc>> = None;
    let mut last_at: Option<DateTime<Utc>> = None;
    for run in runs {
        let silent = last_at.filter(|last| stale::is_overdue(*last, scan_interval_s, run.first_at));
        unseen_since = unseen_since.or(silent);
        if run.failed {
            unseen_since = unseen_since.or(Some(run.first_at));
        } else if let Some(since) = unseen_since.take() {
            gaps.push(Gap { from: since, to: Some(run.first_at) });
        }
        last_at = Some(run.last_at);
    }
    let silent = last_at.filter(|last| stale::is_overdue(*last, scan_interval_s, now));
    gaps.extend(unseen_since.or(silent).map(|from| Gap { from, to: None }));
    gaps
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn minute(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn run(first: i64, last: i64, failed: bool) -> Run {
        Run { first_at: minute(first), last_at: minute(last), failed }
    }

    fn check(runs: &[Run], now: i64, expected: &[(i64, Option<i64>)]) {
        let expected: Vec<Gap> =
            expected.iter().map(|(from, to)| Gap { from: minute(*from), to: to.map(minute) }).collect();
        assert_eq!(gaps(runs, 60, minute(now)), expected);
    }

    #[test]
    fn runs_that_follow_each_other_leave_no_gap() {
        check(&[run(0, 10, false), run(11, 20, false)], 22, &[]);
    }

    #[test]
    fn failed_runs_are_a_gap_until_the_host_is_read_again() {
        check(
            &[run(0, 10, false), run(11, 13, true), run(14, 14, true), run(15, 20, false)],
            21,
            &[(11, Some(15))],
        );
        check(&[run(0, 10, false), run(11, 20, true)], 21, &[(11, None)]);
    }

    #[test]
    fn silence_for_more_than_three_intervals_is_a_gap() {
        check(&[run(0, 10, false), run(14, 20, false)], 20, &[(10, Some(14))]);
        check(&[run(0, 10, false), run(13, 20, false)], 20, &[]);
        check(&[run(0, 10, false)], 14, &[(10, None)]);
    }
}
