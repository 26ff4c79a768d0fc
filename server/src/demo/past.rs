//! Tells the past: every visit of the timeline, from the engine to the database, with the time handed in.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use fleet::host::NewHost;
use fleet::{Endpoint, HostId, Scope};
use futures::try_join;
use simulator::{Timeline, Visit};

use super::engines::{Engines, Seen};
use super::{decisions, narrator};
use crate::jobs::{Context, Job};

/// A host is scanned twice a day by itself, so that one that misses a day is stale.
const SCAN_INTERVAL_S: i64 = 12 * 3600;
/// The jobs that time alone gives something to do.
const DAILY: [Job; 3] = [Job::Reassess, Job::Expire, Job::RollUp];

/// How far the past is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Days since the timeline began.
    pub day: i64,
    pub hosts: usize,
    /// Scans so far.
    pub scans: usize,
}

/// Tells what is not told yet of the past of `engines`; `progress` hears of every day.
pub async fn tell(context: &Context, engines: &mut Engines, mut progress: impl FnMut(Told)) -> Result<()> {
    let told_until = context.store.told_until().await?;
    let mut visits = engines.timeline.visits();
    visits.retain(|visit| told_until.is_none_or(|until| visit.at > until));
    if visits.is_empty() {
        return Ok(());
    }
    let mut telling = Telling::new(context, engines).await?;
    let mut seen = Vec::new();
    for round in rounds(&visits) {
        // The next engines are looked at while the database takes what the last ones said.
        let (next, ()) =
            try_join!(engines.look(round, &context.keys.ingest), telling.record(seen, &mut progress))?;
        seen = next;
    }
    telling.record(seen, &mut progress).await?;
    telling.end_day(engines.timeline.ends_at).await
}

/// Parts in which no host is visited twice.
fn rounds(visits: &[Visit]) -> Vec<&[Visit]> {
    let mut rounds = Vec::new();
    let mut rest = visits;
    while !rest.is_empty() {
        let repeats = |at: &usize| rest[..*at].iter().any(|before| before.host == rest[*at].host);
        let length = (1..rest.len()).find(repeats).unwrap_or(rest.len());
        let (round, after) = rest.split_at(length);
        rounds.push(round);
        rest = after;
    }
    rounds
}

struct Telling<'a> {
    context: &'a Context,
    timeline: Timeline,
    endpoints: Vec<Endpoint>,
    known: HashMap<String, HostId>,
    today: Option<NaiveDate>,
    scans: usize,
}

impl<'a> Telling<'a> {
    async fn new(context: &'a Context, engines: &Engines) -> Result<Self> {
        let timeline = engines.timeline.clone();
        let hosts = context.store.list_hosts(&narrator(), &Scope::default(), timeline.ends_at).await?;
        let known = hosts.into_iter().map(|host| (host.name, host.id)).collect();
        let endpoints = (0..timeline.hosts.len()).map(|host| engines.endpoint(host)).collect();
        Ok(Self { context, timeline, endpoints, known, today: None, scans: 0 })
    }

    /// Records visits in their order.
    async fn record(&mut self, seen: Vec<Seen>, progress: &mut impl FnMut(Told)) -> Result<()> {
        for Seen { visit, scan } in seen {
            let day = visit.at.date_naive();
            if self.today.replace(day).is_some_and(|before| before != day) {
                self.end_day(day.and_time(NaiveTime::MIN).and_utc()).await?;
                progress(self.told(day));
            }
            let host = self.host(visit).await?;
            let store = &self.context.store;
            store.scan_began(host, visit.at).await?;
            match scan {
                Ok(mut scan) => {
                    self.context.keys.seal(&mut scan);
                    store.record_scan(host, &scan, visit.at).await.context("recording a scan")?;
                }
                Err(error) => store.record_scan_failure(host, &error, visit.at).await?,
            }
            self.scans += 1;
        }
        Ok(())
    }

    /// What jobs and people do once a day.
    async fn end_day(&self, now: DateTime<Utc>) -> Result<()> {
        let day = (now - self.timeline.begins_at).num_days();
        decisions::take(&self.context.store, day, now).await?;
        for job in DAILY {
            job.run_once(self.context, now)
                .await
                .with_context(|| format!("running the job {}", job.name()))?;
        }
        Ok(())
    }

    /// The host of a visit, registered when it is visited first.
    async fn host(&mut self, visit: Visit) -> Result<HostId> {
        let lived = &self.timeline.hosts[visit.host];
        if let Some(id) = self.known.get(&lived.name) {
            return Ok(*id);
        }
        let host = NewHost {
            name: lived.name.clone(),
            endpoint: self.endpoints[visit.host].clone(),
            labels: lived.labels.clone(),
            scan_interval_s: SCAN_INTERVAL_S,
        };
        let id = self.context.store.add_host(&narrator(), &host, lived.joins_at).await?;
        self.known.insert(host.name, id);
        Ok(id)
    }

    fn told(&self, day: NaiveDate) -> Told {
        let day = (day - self.timeline.begins_at.date_naive()).num_days();
        Told { day, hosts: self.known.len(), scans: self.scans }
    }
}
