use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::grades::{GradeCounts, Standing};
use fleet::trend::{TrendPoint, TrendRange};
use fleet::{Actor, Scope};
use posture::Grade;

use crate::id::moment;
use crate::scope::Selection;
use crate::stale::HostCounts;
use crate::tally::Tally;
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
        scope: &Scope,
        range: TrendRange,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrendPoint>> {
        actor.require(Permission::Read)?;
        let selection = self.select(scope, now).await?;
        let mut points = self.fleet_days(range, now.date_naive()).await?;
        if !scope.is_everything() {
            for point in &mut points {
                *point = self.point_as_of(&selection, point.at).await?;
            }
        }
        points.push(self.point_now(&selection, now).await?);
        Ok(points)
    }

    /// The kept days before today.
    async fn fleet_days(&self, range: TrendRange, today: NaiveDate) -> Result<Vec<TrendPoint>> {
        let rows = sqlx::query!(
            "select at, index, workloads, grades, unproven_a, critical, high, hosts_stale from fleet_days
             where day > $1 and day < $2 order by day",
            today - TimeDelta::days(range.days()),
            today
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

    /// Writes the daily points that are missing and today's anew.
    pub async fn roll_up(&self, now: DateTime<Utc>) -> Result<RollupReport> {
        let everything = Selection::default();
        let mut report = RollupReport::default();
        for day in self.unfinished_days(now).await? {
            let point = self.point_as_of(&everything, end_of(day)).await?;
            report.days += u32::from(self.keep(day, &point).await?);
        }
        let today = self.point_now(&everything, now).await?;
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
            "insert into fleet_days (day, at, index, workloads, grades, unproven_a, critical, high, hosts_stale)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (day) do update set
                 at = excluded.at, index = excluded.index, workloads = excluded.workloads,
                 grades = excluded.grades, unproven_a = excluded.unproven_a, critical = excluded.critical,
                 high = excluded.high, hosts_stale = excluded.hosts_stale
             where fleet_days.at <= excluded.at",
            day,
            point.at,
            point.index,
            point.workloads,
            &Grade::ALL.map(|grade| point.grades.of(Standing::of(grade, true))),
            point.grades.unproven_a,
            point.critical,
            point.high,
            point.hosts_stale
        )
        .execute(&self.pool)
        .await?;
        Ok(written.rows_affected() > 0)
    }

    async fn point_now(&self, selection: &Selection, now: DateTime<Utc>) -> Result<TrendPoint> {
        let hosts = self.count_hosts(selection, now).await?;
        Ok(point(moment(now), &self.tally(selection).await?, &hosts))
    }

    async fn point_as_of(&self, selection: &Selection, at: DateTime<Utc>) -> Result<TrendPoint> {
        let hosts = self.count_hosts_as_of(selection, at).await?;
        Ok(point(at, &self.tally_as_of(selection, at).await?, &hosts))
    }
}

fn point(at: DateTime<Utc>, tally: &Tally, hosts: &HostCounts) -> TrendPoint {
    TrendPoint {
        at,
        index: tally.index(),
        workloads: tally.grades.total(),
        grades: tally.grades,
        critical: tally.counts.critical,
        high: tally.counts.high,
        hosts_stale: hosts.stale,
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

/// The last moment of a UTC day that PostgreSQL can tell.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_micro_opt(23, 59, 59, 999_999).expect("every day has this moment").and_utc()
}
