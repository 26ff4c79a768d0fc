use std::collections::BTreeMap;

use fleet::Actor;
use fleet::access::Permission;
use fleet::job::JobRun;
use sqlx::types::Json;

use crate::content::document;
use crate::{Result, Store};

/// Runs of each job.
const KEPT: i64 = 100;

impl Store {
    /// Keeps it with the last ones of the same job.
    pub async fn record_job_run(&self, run: &JobRun) -> Result<()> {
        sqlx::query!(
            "with old as (
                 select id from job_runs where job = $1 order by id desc offset $6::bigint - 1),
                 dropped as (delete from job_runs using old where job_runs.id = old.id)
             insert into job_runs (job, started_at, finished_at, report, failure) values ($1, $2, $3, $4, $5)",
            run.job,
            run.started_at,
            run.finished_at,
            document(&run.report)?,
            run.failure,
            KEPT
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The last run of each job, by name.
    pub async fn job_runs(&self, actor: &Actor) -> Result<Vec<JobRun>> {
        actor.require(Permission::Read)?;
        let rows = sqlx::query!(
            r#"select distinct on (job) job, started_at, finished_at,
                   report as "report: Json<BTreeMap<String, i64>>", failure
               from job_runs order by job, id desc"#
        )
        .fetch_all(&self.pool)
        .await?;
        let runs = rows.into_iter().map(|row| JobRun {
            job: row.job,
            started_at: row.started_at,
            finished_at: row.finished_at,
            report: row.report.0,
            failure: row.failure,
        });
        Ok(runs.collect())
    }
}
