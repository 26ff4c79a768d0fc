//! The days that have ended, for the fleet and its parts.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fleet::grades::{GradeCounts, Standing};
use fleet::trend::{Bucket, TrendPoint, TrendRange, TrendSpan};
use posture::Grade;
use uuid::Uuid;

use crate::scope::Selection;
use crate::{Result, Store};

/// What a part of the fleet came to at the end of a day.
pub(super) struct Day {
    pub at: DateTime<Utc>,
    pub a: i64,
    pub unproven_a: i64,
    pub b: i64,
    pub c: i64,
    pub d: i64,
    pub f: i64,
    pub critical: i64,
    pub high: i64,
    /// Sum.
    pub score: f64,
    pub hosts_stale: i64,
}

impl From<Day> for TrendPoint {
    fn from(day: Day) -> Self {
        let Day { at, a, unproven_a, b, c, d, f, critical, high, score, hosts_stale } = day;
        let grades = GradeCounts { a, unproven_a, b, c, d, f };
        let workloads = grades.total();
        let index = (workloads > 0).then(|| score / workloads as f64);
        Self { at, index, workloads, grades, critical, high, hosts_stale }
    }
}

/// Which UTC days: from `first` until the one before `end`, every `step`th of them counted back from `end`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    first: NaiveDate,
    end: NaiveDate,
    step: i32,
}

impl Days {
    /// Those before today. A year of anything but the whole fleet is one of weeks.
    pub fn of(range: TrendRange, selection: &Selection, today: NaiveDate) -> Self {
        let is_part = selection.hosts().is_some() || selection.projects().is_some();
        let bucket = if range == TrendRange::Year && is_part { Bucket::Week } else { Bucket::Day };
        let first = today - TimeDelta::days(range.days() - 1);
        Self { first, end: today, step: bucket.days() }
    }

    /// Those that ended within it.
    pub fn within(span: &TrendSpan) -> Self {
        Self { first: span.from.date_naive(), end: span.to.date_naive(), step: span.bucket.days() }
    }
}

impl Store {
    pub(super) async fn fleet_days(&self, days: Days) -> Result<Vec<TrendPoint>> {
        let rows = sqlx::query!(
            "select at, index, workloads, grades, unproven_a, critical, high, hosts_stale from fleet_days
             where day >= $1 and day < $2 and ($2 - day) % $3 = 0 order by day",
            days.first,
            days.end,
            days.step
        )
        .fetch_all(&self.pool)
        .await?;
        let points = rows.into_iter().map(|row| TrendPoint {
            at: row.at,
            index: row.index,
            workloads: row.workloads,
            grades: grades(&row.grades, row.unproven_a),
            critical: row.critical,
            high: row.high,
            hosts_stale: row.hosts_stale,
        });
        Ok(points.collect())
    }

    pub(super) async fn host_days(&self, hosts: &[Uuid], days: Days) -> Result<Vec<TrendPoint>> {
        let points = sqlx::query_as!(
            Day,
            r#"select day.at, coalesce(sum(a), 0)::bigint as "a!", coalesce(sum(host.unproven_a), 0)::bigint as "unproven_a!",
                   coalesce(sum(b), 0)::bigint as "b!", coalesce(sum(c), 0)::bigint as "c!",
                   coalesce(sum(d), 0)::bigint as "d!", coalesce(sum(f), 0)::bigint as "f!",
                   coalesce(sum(host.critical), 0)::bigint as "critical!",
                   coalesce(sum(host.high), 0)::bigint as "high!", coalesce(sum(score), 0) as "score!",
                   count(*) filter (where stale) as "hosts_stale!"
               from fleet_days day left join host_days host on host.day = day.day and host_id = any($1)
               where day.day >= $2 and day.day < $3 and ($3 - day.day) % $4 = 0 and by_host
               group by day.day, day.at order by day.day"#,
            hosts,
            days.first,
            days.end,
            days.step
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(points.into_iter().map(TrendPoint::from).collect())
    }

    /// A project is a small part of the fleet: its days come from its intervals.
    pub(super) async fn project_days(
        &self,
        hosts: Option<&[Uuid]>,
        projects: &[String],
        days: Days,
    ) -> Result<Vec<TrendPoint>> {
        let points = sqlx::query_as!(
            Day,
            r#"select day.at, coalesce(a, 0) as "a!", coalesce(of_day.unproven_a, 0) as "unproven_a!",
                   coalesce(b, 0) as "b!", coalesce(c, 0) as "c!", coalesce(d, 0) as "d!", coalesce(f, 0) as "f!",
                   coalesce(of_day.critical, 0) as "critical!", coalesce(of_day.high, 0) as "high!",
                   coalesce(score, 0) as "score!",
                   (select count(*) from host_days host
                    where host.day = day.day and stale and ($1::uuid[] is null or host.host_id = any($1))
                        and exists (
                            select from workloads
                            where project <> '' and project = any($2) and host_id = host.host_id
                                and first_seen_at <= day.at and (gone_at is null or gone_at > day.at))
                   ) as "hosts_stale!"
               from fleet_days day left join (
                   select day.day, count(*) filter (where p.grade = 'A' and p.complete) as a,
                       count(*) filter (where p.grade = 'A' and not p.complete) as unproven_a,
                       count(*) filter (where p.grade = 'B') as b, count(*) filter (where p.grade = 'C') as c,
                       count(*) filter (where p.grade = 'D') as d, count(*) filter (where p.grade = 'F') as f,
                       sum(p.critical) as critical, sum(p.high) as high, sum(p.score) as score
                   from workloads w join postures p on p.workload_id = w.id
                       join fleet_days day on p.valid_from <= day.at and (p.valid_to is null or p.valid_to > day.at)
                   where w.project = any($2) and ($1::uuid[] is null or w.host_id = any($1)) and p.counts
                       and day.day >= $3 and day.day < $4 and ($4 - day.day) % $5 = 0 and by_host
                   group by day.day) of_day on of_day.day = day.day
               where day.day >= $3 and day.day < $4 and ($4 - day.day) % $5 = 0 and by_host
               order by day.day"#,
            hosts,
            projects,
            days.first,
            days.end,
            days.step
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(points.into_iter().map(TrendPoint::from).collect())
    }
}

/// Counts by grade in the order of [`Grade::ALL`], beside them the A that are none.
fn grades(counts: &[i64], unproven_a: Option<i64>) -> GradeCounts {
    let mut grades = GradeCounts { unproven_a: unproven_a.unwrap_or_default(), ..GradeCounts::default() };
    for (grade, count) in Grade::ALL.into_iter().zip(counts) {
        *grades.of_mut(Standing::of(grade, true)) = *count;
    }
    grades
}
