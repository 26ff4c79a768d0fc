use fleet::Actor;
use fleet::job::JobRun;

use crate::{Result, Store};

impl Store {
    pub async fn record_job_run(&self, run: &JobRun) -> Result<()> {
        let _ = run;
        todo!()
    }

    /// The last run of each job, by name.
    pub async fn job_runs(&self, actor: &Actor) -> Result<Vec<JobRun>> {
        let _ = actor;
        todo!()
    }
}
