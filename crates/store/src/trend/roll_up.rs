use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fleet::grades::Standing;
use fleet::trend::{TrendPoint, TrendRange};
use posture::Grade;
use sqlx::PgConnection;

use crate::scope::Selection;
use crate::{Result, Store};

/// What one roll-up did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollupReport {
    /// Days written, today included.
    pub days: u32,
}

impl Store {
    /// Writes the daily points that are missing and today's anew.
    pub async fn roll_up(&self, now: DateTime<Utc>) -> Result<RollupReport> {
        let mut report = RollupReport::default();
        for day in self.unfinished_days(now).await? {
            self.finish(day).await?;
            report.days += 1;
        }
        let today = self.point_now(&Selection::default(), now).await?;
        let mut connection = self.pool.acquire().await?;
        report.days += u32::from(keep(&mut connection, now.date_naive(), &today, false).await?);
        drop(connection);
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
               where since is not null
                   and not exists (select from fleet_days where fleet_days.day = each.day::date and by_host)
               order by each.day"#,
            today - TimeDelta::days(TrendRange::Year.days()),
            today
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(days)
    }

    /// Writes what each host and the fleet came to at the end of a past day.
    async fn finish(&self, day: NaiveDate) -> Result<()> {
        let end = end_of(day);
        let mut transaction = self.pool.begin().await?;
        keep_hosts(&mut transaction, day, end).await?;
        let fleet = sum_of_hosts(&mut transaction, day, end).await?;
        keep(&mut transaction, day, &fleet, true).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// From the intervals that hold the moment.
async fn keep_hosts(connection: &mut PgConnection, day: NaiveDate, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into host_days (day, host_id, stale, a, unproven_a, b, c, d, f, critical, high, score)
         select $1, h.id, coalesce((
                 select outcome = 'failed' or least(last_at, $2) < $2 - 3 * h.scan_interval_s * interval '1 second'
                 from scan_runs where host_id = h.id and first_at <= $2 order by first_at desc limit 1), false),
             coalesce(a, 0), coalesce(unproven_a, 0), coalesce(b, 0), coalesce(c, 0), coalesce(d, 0),
             coalesce(f, 0), coalesce(critical, 0), coalesce(high, 0), coalesce(of_host.score, 0)
         from hosts h left join (
             select w.host_id, count(*) filter (where p.grade = 'A' and p.complete) as a,
                 count(*) filter (where p.grade = 'A' and not p.complete) as unproven_a,
                 count(*) filter (where p.grade = 'B') as b, count(*) filter (where p.grade = 'C') as c,
                 count(*) filter (where p.grade = 'D') as d, count(*) filter (where p.grade = 'F') as f,
                 sum(p.critical) as critical, sum(p.high) as high, sum(p.score) as score
             from workloads w cross join lateral (
                 select * from postures where workload_id = w.id and valid_from <= $2
                 order by valid_from desc limit 1) as p
             where p.counts and (p.valid_to is null or p.valid_to > $2)
             group by w.host_id) as of_host on of_host.host_id = h.id
         where h.added_at <= $2 and (h.removed_at is null or h.removed_at > $2)
         on conflict do nothing",
        day,
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn sum_of_hosts(
    connection: &mut PgConnection,
    day: NaiveDate,
    at: DateTime<Utc>,
) -> Result<TrendPoint> {
    let sum = sqlx::query_as!(
        super::days::Day,
        r#"select $2::timestamptz as "at!", coalesce(sum(a), 0)::bigint as "a!",
               coalesce(sum(unproven_a), 0)::bigint as "unproven_a!", coalesce(sum(b), 0)::bigint as "b!",
               coalesce(sum(c), 0)::bigint as "c!", coalesce(sum(d), 0)::bigint as "d!",
               coalesce(sum(f), 0)::bigint as "f!", coalesce(sum(critical), 0)::bigint as "critical!",
               coalesce(sum(high), 0)::bigint as "high!", coalesce(sum(score), 0) as "score!",
               count(*) filter (where stale) as "hosts_stale!"
           from host_days where day = $1"#,
        day,
        at
    )
    .fetch_one(connection)
    .await?;
    Ok(sum.into())
}

/// Writes a day's point unless a later one of the same day is there.
async fn keep(
    connection: &mut PgConnection,
    day: NaiveDate,
    point: &TrendPoint,
    by_host: bool,
) -> Result<bool> {
    let written = sqlx::query!(
        "insert into fleet_days (
             day, at, index, workloads, grades, unproven_a, critical, high, hosts_stale, by_host)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (day) do update set
             at = excluded.at, index = excluded.index, workloads = excluded.workloads,
             grades = excluded.grades, unproven_a = excluded.unproven_a, critical = excluded.critical,
             high = excluded.high, hosts_stale = excluded.hosts_stale, by_host = excluded.by_host
         where fleet_days.at <= excluded.at",
        day,
        point.at,
        point.index,
        point.workloads,
        &Grade::ALL.map(|grade| point.grades.of(Standing::of(grade, true))),
        point.grades.unproven_a,
        point.critical,
        point.high,
        point.hosts_stale,
        by_host
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() > 0)
}

/// The last moment of a UTC day that PostgreSQL can tell.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_micro_opt(23, 59, 59, 999_999).expect("every day has this moment").and_utc()
}
