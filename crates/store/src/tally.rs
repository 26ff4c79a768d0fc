//! What stands beside every index: workloads by grade, their scores and their open findings. Added up host by host
//! when something changed there, so that no page adds up all workloads.

use chrono::{DateTime, Utc};
use fleet::grades::GradeCounts;
use fleet::workload::SeverityCounts;
use posture::Dimension;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::scope::Selection;
use crate::{Result, Store};

/// Of workloads that count.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub a: i64,
    pub unproven_a: i64,
    pub b: i64,
    pub c: i64,
    pub d: i64,
    pub f: i64,
    /// Of any grade.
    pub incomplete: i64,
    pub critical: i64,
    pub high: i64,
    pub medium: i64,
    pub low: i64,
    pub info: i64,
    /// A sum, as are those of the dimensions; these are not known of the past.
    pub score: f64,
    pub image_trust: f64,
    pub capabilities: f64,
    pub mounts: f64,
    pub secrets: f64,
    pub staleness: f64,
}

impl Tally {
    pub const fn grades(&self) -> GradeCounts {
        let Self { a, unproven_a, b, c, d, f, .. } = *self;
        GradeCounts { a, unproven_a, b, c, d, f }
    }

    /// Open findings.
    pub const fn counts(&self) -> SeverityCounts {
        let Self { critical, high, medium, low, info, .. } = *self;
        SeverityCounts { critical, high, medium, low, info }
    }

    /// Mean score; `None`: no workload counts.
    pub fn index(&self) -> Option<f64> {
        self.mean(self.score)
    }

    /// Mean score in a dimension; `None`: no workload counts.
    pub fn dimension(&self, dimension: Dimension) -> Option<f64> {
        self.mean(match dimension {
            Dimension::ImageTrust => self.image_trust,
            Dimension::Capabilities => self.capabilities,
            Dimension::Mounts => self.mounts,
            Dimension::Secrets => self.secrets,
            Dimension::Staleness => self.staleness,
        })
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        let workloads = self.grades().total();
        (workloads > 0).then(|| sum / workloads as f64)
    }
}

impl Store {
    /// From the workloads' current postures.
    pub(crate) async fn tally(&self, selection: &Selection) -> Result<Tally> {
        match selection.projects() {
            Some(projects) => self.tally_of_projects(selection, projects).await,
            None => self.tally_of_hosts(selection).await,
        }
    }

    async fn tally_of_hosts(&self, selection: &Selection) -> Result<Tally> {
        let tally = sqlx::query_as!(
            Tally,
            r#"select coalesce(sum(a), 0)::bigint as "a!", coalesce(sum(unproven_a), 0)::bigint as "unproven_a!",
                   coalesce(sum(b), 0)::bigint as "b!", coalesce(sum(c), 0)::bigint as "c!",
                   coalesce(sum(d), 0)::bigint as "d!", coalesce(sum(f), 0)::bigint as "f!",
                   coalesce(sum(incomplete), 0)::bigint as "incomplete!",
                   coalesce(sum(critical), 0)::bigint as "critical!", coalesce(sum(high), 0)::bigint as "high!",
                   coalesce(sum(medium), 0)::bigint as "medium!", coalesce(sum(low), 0)::bigint as "low!",
                   coalesce(sum(info), 0)::bigint as "info!", coalesce(sum(score), 0) as "score!",
                   coalesce(sum(image_trust), 0) as "image_trust!", coalesce(sum(capabilities), 0) as "capabilities!",
                   coalesce(sum(mounts), 0) as "mounts!", coalesce(sum(secrets), 0) as "secrets!",
                   coalesce(sum(staleness), 0) as "staleness!"
               from host_tallies_now where $1::uuid[] is null or host_id = any($1)"#,
            selection.hosts()
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(tally)
    }

    async fn tally_of_projects(&self, selection: &Selection, projects: &[String]) -> Result<Tally> {
        let tally = sqlx::query_as!(
            Tally,
            r#"select count(*) filter (where grade = 'A' and complete) as "a!",
                   count(*) filter (where grade = 'A' and not complete) as "unproven_a!",
                   count(*) filter (where grade = 'B') as "b!", count(*) filter (where grade = 'C') as "c!",
                   count(*) filter (where grade = 'D') as "d!", count(*) filter (where grade = 'F') as "f!",
                   count(*) filter (where not complete) as "incomplete!", coalesce(sum(critical), 0) as "critical!",
                   coalesce(sum(high), 0) as "high!", coalesce(sum(medium), 0) as "medium!",
                   coalesce(sum(low), 0) as "low!", coalesce(sum(info), 0) as "info!",
                   coalesce(sum(score), 0) as "score!", coalesce(sum(image_trust), 0) as "image_trust!",
                   coalesce(sum(capabilities), 0) as "capabilities!", coalesce(sum(mounts), 0) as "mounts!",
                   coalesce(sum(secrets), 0) as "secrets!", coalesce(sum(staleness), 0) as "staleness!"
               from workloads
               where counts and project <> '' and project = any($2)
                   and ($1::uuid[] is null or host_id = any($1))"#,
            selection.hosts(),
            projects
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(tally)
    }

    /// From the intervals that hold a past moment.
    pub(crate) async fn tally_as_of(&self, selection: &Selection, at: DateTime<Utc>) -> Result<Tally> {
        let tally = sqlx::query_as!(
            Tally,
            r#"select count(*) filter (where p.grade = 'A' and p.complete) as "a!",
                   count(*) filter (where p.grade = 'A' and not p.complete) as "unproven_a!",
                   count(*) filter (where p.grade = 'B') as "b!", count(*) filter (where p.grade = 'C') as "c!",
                   count(*) filter (where p.grade = 'D') as "d!", count(*) filter (where p.grade = 'F') as "f!",
                   count(*) filter (where not p.complete) as "incomplete!",
                   coalesce(sum(p.critical), 0) as "critical!", coalesce(sum(p.high), 0) as "high!",
                   coalesce(sum(p.medium), 0) as "medium!", coalesce(sum(p.low), 0) as "low!",
                   coalesce(sum(p.info), 0) as "info!", coalesce(sum(p.score), 0) as "score!",
                   0.0::float8 as "image_trust!", 0.0::float8 as "capabilities!", 0.0::float8 as "mounts!",
                   0.0::float8 as "secrets!", 0.0::float8 as "staleness!"
               from workloads w cross join lateral (
                   select * from postures where workload_id = w.id and valid_from <= $3
                   order by valid_from desc limit 1) as p
               where p.counts and (p.valid_to is null or p.valid_to > $3)
                   and ($1::uuid[] is null or w.host_id = any($1)) and ($2::text[] is null or w.project = any($2))"#,
            selection.hosts(),
            selection.projects(),
            at
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(tally)
    }

    /// Adds up the workloads of up to `limit` hosts where something changed since they were; gives how many.
    pub async fn tally_hosts(&self, limit: u32) -> Result<u64> {
        let mut transaction = self.pool.begin().await?;
        // Whoever records a scan of one of them has its row; then it is added up afterwards.
        let hosts = sqlx::query_scalar!(
            "select id from hosts where not tallied order by id limit $1 for update skip locked",
            i64::from(limit)
        )
        .fetch_all(&mut *transaction)
        .await?;
        sqlx::query!(
            "insert into host_tallies select * from host_tallies_live where host_id = any($1)
             on conflict (host_id) do update set
                 a = excluded.a, unproven_a = excluded.unproven_a, b = excluded.b, c = excluded.c, d = excluded.d,
                 f = excluded.f, incomplete = excluded.incomplete, critical = excluded.critical,
                 high = excluded.high, medium = excluded.medium, low = excluded.low, info = excluded.info,
                 score = excluded.score, image_trust = excluded.image_trust, capabilities = excluded.capabilities,
                 mounts = excluded.mounts, secrets = excluded.secrets, staleness = excluded.staleness",
            &hosts
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!("update hosts set tallied = true where id = any($1)", &hosts)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(hosts.len() as u64)
    }
}

/// Workloads of the host are about to be others than were added up. Who calls this has the host's row.
pub(crate) async fn outdate(connection: &mut PgConnection, host: Uuid) -> Result<()> {
    sqlx::query!("update hosts set tallied = false where id = $1 and tallied", host)
        .execute(connection)
        .await?;
    Ok(())
}
