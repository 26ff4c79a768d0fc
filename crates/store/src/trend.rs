use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fleet::Actor;
use fleet::access::Permission;
use fleet::trend::{TrendPoint, TrendRange};
use fleet::workload::GradeCounts;
use posture::Grade;

use crate::id::moment;
use crate::word::word;
use crate::{Result, Store};

/// What one roll-up did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollupReport {
    /// Days written, today included.
    pub days: u32,
}

impl Store {
    /// One point for each UTC day that is known, oldest first; today's is as of `now`.
    pub async fn trend(
        &self,
        actor: &Actor,
        range: TrendRange,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrendPoint>> {
        actor.require(Permission::Read)?;
        let today = now.date_naive();
        let rows = sqlx::query!(
            "select at, index, workloads, grades, critical, high, hosts_stale from fleet_days
             where day > $1 and day < $2 order by day",
            today - TimeDelta::days(range.days()),
            today
        )
        .fetch_all(&self.pool)
        .await?;
        let past = rows.into_iter().map(|row| TrendPoint {
            at: row.at,
            index: row.index,
            workloads: row.workloads,
            grades: GradeCounts(std::array::from_fn(|at| row.grades.get(at).copied().unwrap_or(0))),
            critical: row.critical,
            high: row.high,
            hosts_stale: row.hosts_stale,
        });
        let mut points: Vec<TrendPoint> = past.collect();
        points.push(self.point_now(now).await?);
        Ok(points)
    }

    /// Writes the daily points that are missing and today's anew.
    pub async fn roll_up(&self, now: DateTime<Utc>) -> Result<RollupReport> {
        let mut report = RollupReport::default();
        for day in self.unfinished_days(now).await? {
            let point = self.point_as_of(end_of(day)).await?;
            report.days += u32::from(self.keep(day, &point).await?);
        }
        let today = self.point_now(now).await?;
        report.days += u32::from(self.keep(now.date_naive(), &today).await?);
        self.refresh_week_ago(now).await?;
        Ok(report)
    }

    /// Past days since the first host was added, as far back as a trend looks, whose end is not written yet.
    async fn unfinished_days(&self, now: DateTime<Utc>) -> Result<Vec<NaiveDate>> {
        let today = now.date_naive();
        let days = sqlx::query_scalar!(
            r#"with known as (select min(added_at at time zone 'UTC')::date as since from hosts)
               select each.day::date as "day!"
               from known, generate_series(greatest(since, $1)::timestamp, $2::date - 1, interval '1 day') as each (day)
               where since is not null and not exists (
                   select from fleet_days
                   where fleet_days.day = each.day::date
                       and at >= (each.day + interval '1 day' - interval '1 microsecond') at time zone 'UTC')
               order by each.day"#,
            today - TimeDelta::days(TrendRange::Year.days()),
            today
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(days)
    }

    /// Writes a day's point unless a later one of the same day is there.
    async fn keep(&self, day: NaiveDate, point: &TrendPoint) -> Result<bool> {
        let written = sqlx::query!(
            "insert into fleet_days (day, at, index, workloads, grades, critical, high, hosts_stale)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (day) do update set
                 at = excluded.at, index = excluded.index, workloads = excluded.workloads,
                 grades = excluded.grades, critical = excluded.critical, high = excluded.high,
                 hosts_stale = excluded.hosts_stale
             where fleet_days.at <= excluded.at",
            day,
            point.at,
            point.index,
            point.workloads,
            &point.grades.0[..],
            point.critical,
            point.high,
            point.hosts_stale
        )
        .execute(&self.pool)
        .await?;
        Ok(written.rows_affected() > 0)
    }

    /// From the workloads' current postures.
    async fn point_now(&self, now: DateTime<Utc>) -> Result<TrendPoint> {
        let rows = sqlx::query_as!(
            OfGrade,
            r#"select grade, count(*) as "workloads!", sum(score) as "score!", sum(critical) as "critical!",
                   sum(high) as "high!"
               from workloads where counts group by grade"#
        )
        .fetch_all(&self.pool)
        .await?;
        point(moment(now), &rows, self.hosts_stale(now).await?)
    }

    /// From the intervals that hold the moment.
    async fn point_as_of(&self, at: DateTime<Utc>) -> Result<TrendPoint> {
        let rows = sqlx::query_as!(
            OfGrade,
            r#"select posture.grade, count(*) as "workloads!", sum(posture.score) as "score!",
                   sum(posture.critical) as "critical!", sum(posture.high) as "high!"
               from workloads cross join lateral (
                   select * from postures where workload_id = workloads.id and valid_from <= $1
                   order by valid_from desc limit 1) as posture
               where posture.counts and (valid_to is null or valid_to > $1)
               group by posture.grade"#,
            at
        )
        .fetch_all(&self.pool)
        .await?;
        point(at, &rows, self.hosts_stale(at).await?)
    }

    /// Hosts of that moment whose last scan had failed or was more than three intervals ago.
    async fn hosts_stale(&self, at: DateTime<Utc>) -> Result<i64> {
        let stale = sqlx::query_scalar!(
            r#"select count(*) as "stale!" from hosts
               where added_at <= $1 and (removed_at is null or removed_at > $1) and (
                   select outcome = 'failed'
                       or least(last_at, $1) < $1 - 3 * scan_interval_s * interval '1 second'
                   from scan_runs where host_id = hosts.id and first_at <= $1
                   order by first_at desc limit 1)"#,
            at
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(stale)
    }
}

/// The workloads that have one grade.
struct OfGrade {
    grade: String,
    workloads: i64,
    /// Sum, as are the counts of open findings.
    score: f64,
    critical: i64,
    high: i64,
}

fn point(at: DateTime<Utc>, rows: &[OfGrade], hosts_stale: i64) -> Result<TrendPoint> {
    let mut grades = GradeCounts::default();
    for row in rows {
        let grade: Grade = word("grade", &row.grade)?;
        grades.0[grade as usize] += row.workloads;
    }
    let workloads = grades.0.iter().sum();
    let total: f64 = rows.iter().map(|row| row.score).sum();
    Ok(TrendPoint {
        at,
        index: (workloads > 0).then(|| total / workloads as f64),
        workloads,
        grades,
        critical: rows.iter().map(|row| row.critical).sum(),
        high: rows.iter().map(|row| row.high).sum(),
        hosts_stale,
    })
}

/// The last moment of a UTC day that PostgreSQL can tell.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_micro_opt(23, 59, 59, 999_999).expect("every day has this moment").and_utc()
}
