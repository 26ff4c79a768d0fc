//! Runs every job again and again, each on its own, until the server stops.

use std::time::{Duration, Instant};

use fleet::job::JobRun;
use metrics::{counter, histogram};
use store::Notification;
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, warn};

use super::held::while_held;
use super::{Context, Job, Pulse, Report};
use crate::http::Notifications;

const PULSE_EVERY: Duration = Duration::from_secs(5);
/// A killed replica's exclusive jobs are taken over after this many seconds.
const LEASE_S: i64 = 60;
const RENEW_EVERY: Duration = Duration::from_secs(15);
/// How long running steps may take to end when the server stops.
const END_WITHIN: Duration = Duration::from_secs(10);

/// The running jobs of this process.
pub struct Jobs {
    tasks: JoinSet<()>,
    stop: CancellationToken,
}

impl Jobs {
    /// Starts all jobs.
    pub fn start(context: &Context, notifications: &Notifications, pulse: &Pulse) -> Self {
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let beating = stop.clone().run_until_cancelled_owned(beat(context.clone(), pulse.clone()));
        tasks.spawn(async {
            let _ = beating.await;
        });
        for job in Job::ALL {
            let turn = Turn { context: context.clone(), pulse: pulse.clone(), job };
            tasks.spawn(turn.repeat(notifications.subscribe(), stop.clone()));
        }
        Self { tasks, stop }
    }

    /// Takes no new work, and waits up to 10 s for what runs. A scan that is cut off is made up for by the next.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let all_ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(END_WITHIN, all_ended).await.is_err() {
            warn!("some jobs did not end in time and were cut off");
        }
    }
}

async fn beat(context: Context, pulse: Pulse) {
    loop {
        match context.store.server_time().await {
            Ok(there) => {
                let here = context.clock.now();
                if !pulse.compare(here, there) {
                    error!(%here, database = %there, "the clocks differ by more than 2 s; jobs are paused");
                }
            }
            Err(fault) => warn!(%fault, "the database does not tell the time; jobs will pause"),
        }
        tokio::time::sleep(PULSE_EVERY).await;
    }
}

struct Turn {
    context: Context,
    pulse: Pulse,
    job: Job,
}

impl Turn {
    async fn repeat(self, mut notified: broadcast::Receiver<Notification>, stop: CancellationToken) {
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            if self.pulse.beats(self.context.clock.now()) {
                if self.job.is_exclusive() {
                    self.run_leased().await;
                } else {
                    // Beside one another, so that one slow host does not hold up the others.
                    let turn =
                        Self { context: self.context.clone(), pulse: self.pulse.clone(), job: self.job };
                    running.spawn(async move { turn.run().await });
                }
            }
            while running.try_join_next().is_some() {}
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(self.job.every()) => {}
                () = requested(&mut notified), if self.job == Job::Requests => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn run_leased(&self) {
        let name = self.job.name();
        match self.context.store.lease(name, self.context.holder, LEASE_S).await {
            Ok(Some(lease)) => {
                let renew = async || Ok(self.context.store.renew(&lease, LEASE_S).await?.is_some());
                if while_held(RENEW_EVERY, renew, self.run()).await.is_none() {
                    warn!(job = name, "a job was cut off: its lease was lost");
                }
                if let Err(fault) = self.context.store.release(&lease).await {
                    debug!(job = name, %fault, "the lease could not be given back; it runs out");
                }
            }
            Ok(None) => debug!(job = name, "another replica runs it"),
            Err(fault) => warn!(job = name, %fault, "no lease could be taken"),
        }
    }

    async fn run(&self) {
        let name = self.job.name();
        let started_at = self.context.clock.now();
        let begun = Instant::now();
        let outcome = self.job.run_once(&self.context, started_at).await;
        histogram!("plimsoll_job_seconds", "job" => name).record(begun.elapsed().as_secs_f64());
        let word = if outcome.is_ok() { "ok" } else { "failed" };
        counter!("plimsoll_job_runs_total", "job" => name, "outcome" => word).increment(1);
        let (report, failure) = match outcome {
            Ok(report) if report.values().all(|count| *count == 0) => return,
            Ok(report) => (report, None),
            Err(fault) => {
                error!(job = name, fault = format!("{fault:#}"), "a job failed");
                (Report::new(), Some("the log of the server says why".to_owned()))
            }
        };
        let run = JobRun {
            job: name.to_owned(),
            started_at,
            finished_at: self.context.clock.now(),
            report,
            failure,
        };
        if let Err(fault) = self.context.store.record_job_run(&run).await {
            debug!(job = name, %fault, "the report of a job could not be stored");
        }
    }
}

/// Returns when somebody has asked for something.
async fn requested(notified: &mut broadcast::Receiver<Notification>) {
    loop {
        match notified.recv().await {
            Ok(Notification::Request(_)) => return,
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
