//! A large fleet into a store, the way every fleet comes there: engine, collector, `record_scan`.

use anyhow::Result;
use chrono::{DateTime, Utc};
use fleet::host::NewHost;
use fleet::scan::Scan;
use futures::{StreamExt, TryStreamExt, stream};
use intake::IngestKey;
use simulator::{Served, large_host, large_host_labels};
use store::Store;
use tempfile::TempDir;

use super::actor;

const SEED: u64 = 1;
/// Hosts at the same time.
const AT_ONCE: usize = 3;

#[derive(Debug, Default)]
pub struct Filled {
    pub hosts: u32,
    pub workloads: u32,
    pub findings: u32,
}

pub async fn fill(store: &Store, hosts: u32, now: DateTime<Utc>) -> Result<Filled> {
    let folder = TempDir::new()?;
    let hosts = stream::iter((0..hosts).map(|number| host(store, &folder, number, now)));
    let filled = hosts.buffer_unordered(AT_ONCE).try_fold(Filled::default(), async |mut sum, one| {
        sum.hosts += one.hosts;
        sum.workloads += one.workloads;
        sum.findings += one.findings;
        Ok(sum)
    });
    filled.await
}

async fn host(store: &Store, folder: &TempDir, number: u32, now: DateTime<Utc>) -> Result<Filled> {
    let engine = large_host(SEED, number, now);
    let name = engine.name.clone();
    let served = Served::unix(engine, folder.path().join(format!("{number}.sock")))?;
    let endpoint = served.address().parse()?;
    let labels = large_host_labels(number).map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let host = NewHost { name, endpoint, labels, scan_interval_s: 3600 };
    let id = store.add_host(&actor(), &host, now).await?;
    let scan = look(&host, now).await?;
    let recorded = store.record_scan(id, &scan, now).await?;
    Ok(Filled { hosts: 1, workloads: recorded.containers, findings: recorded.opened })
}

async fn look(host: &NewHost, now: DateTime<Utc>) -> Result<Scan> {
    let (settings, key) = (collector::Settings::default(), IngestKey::new([7; 32]));
    Ok(collector::collect(&host.endpoint, &settings, &key, || now, |_, _| ()).await?)
}
