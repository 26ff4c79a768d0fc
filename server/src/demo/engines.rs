//! The simulated engines behind their sockets.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use fleet::Endpoint;
use fleet::scan::{Scan, ScanError};
use futures::{StreamExt, stream};
use intake::IngestKey;
use simulator::{Served, Timeline, Visit};

/// Looked at beside one another.
const AT_ONCE: usize = 4;
/// What the address of a unix socket may have.
const LONGEST_SOCKET_BYTES: usize = 107;

/// Every engine of a timeline, each as of the moment to which it was brought last.
pub struct Engines {
    pub timeline: Timeline,
    folder: PathBuf,
    /// By the hosts of the timeline; `None`: cannot be reached.
    served: Vec<Option<Served>>,
}

/// What one visit found.
pub struct Seen {
    pub visit: Visit,
    pub scan: Result<Scan, ScanError>,
}

impl Engines {
    /// Puts every engine behind a socket in `folder`, as of `moment`.
    pub fn open(timeline: Timeline, folder: &Path, moment: DateTime<Utc>) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let served = timeline.hosts.iter().map(|_| None).collect();
        let mut engines = Self { timeline, folder: folder.to_owned(), served };
        for host in 0..engines.timeline.hosts.len() {
            engines.serve(host, moment)?;
        }
        Ok(engines)
    }

    pub fn endpoint(&self, host: usize) -> Endpoint {
        Endpoint::Unix(self.socket(host).display().to_string())
    }

    /// Visits hosts, each at its moment and no host twice; gives what was seen in the order of the visits.
    pub async fn look(&mut self, visits: &[Visit], key: &IngestKey) -> Result<Vec<Seen>> {
        for visit in visits {
            self.bring(visit.host, visit.at)?;
        }
        let settings = collector::Settings::default();
        let scans = visits.iter().map(|visit| {
            let (endpoint, settings) = (self.endpoint(visit.host), &settings);
            async move {
                let scan = collector::collect(&endpoint, settings, key, || visit.at, |_, _| ()).await;
                Seen { visit: *visit, scan }
            }
        });
        let seen = stream::iter(scans).buffered(AT_ONCE).collect().await;
        self.forget_requests();
        Ok(seen)
    }

    /// Nobody asks what the engines of a demo were asked.
    pub fn forget_requests(&self) {
        self.served.iter().flatten().for_each(Served::forget_requests);
    }

    /// Brings a host to a moment; tells whether anything happened there meanwhile.
    pub fn bring(&mut self, host: usize, moment: DateTime<Utc>) -> Result<bool> {
        let reachable = self.timeline.hosts[host].is_reachable(moment);
        if !reachable {
            self.served[host] = None;
            return Ok(false);
        }
        let lived = &self.timeline.hosts[host];
        match &self.served[host] {
            Some(served) => Ok(served.change(|engine| lived.advance(engine, moment))),
            None => self.serve(host, moment).map(|()| true),
        }
    }

    fn serve(&mut self, host: usize, moment: DateTime<Utc>) -> Result<()> {
        let socket = self.socket(host);
        ensure!(
            socket.as_os_str().len() <= LONGEST_SOCKET_BYTES,
            "the socket {} would have too long a name; choose a shorter --data-dir",
            socket.display()
        );
        if socket.exists() {
            // Left behind by a demo that was killed.
            std::fs::remove_file(&socket).with_context(|| format!("removing {}", socket.display()))?;
        }
        let engine = self.timeline.hosts[host].at(moment);
        let served =
            Served::unix(engine, &socket).with_context(|| format!("listening on {}", socket.display()))?;
        self.served[host] = Some(served);
        Ok(())
    }

    fn socket(&self, host: usize) -> PathBuf {
        self.folder.join(format!("{}.sock", self.timeline.hosts[host].name))
    }
}
