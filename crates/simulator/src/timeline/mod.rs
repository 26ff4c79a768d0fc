//! A fleet over time: what every host runs at any moment of a season, and what goes on happening after it.

mod act;
mod campaign;
mod host;
mod incident;
mod mishap;
mod plan;
mod present;
mod season;

use chrono::{DateTime, NaiveTime, SubsecRound as _, TimeDelta, Utc};

pub use host::Host;

use crate::company::{self, Origin};

/// Whole days before the last one.
pub const DAYS: i64 = 90;

/// The same arguments give the same fleet at every moment, to the byte.
#[derive(Clone, Debug)]
pub struct Timeline {
    pub begins_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Some 40; a host is there from [`Host::joins_at`] on.
    pub hosts: Vec<Host>,
}

/// A moment at which a host is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    pub at: DateTime<Utc>,
    /// Place in [`Timeline::hosts`].
    pub host: usize,
}

impl Timeline {
    /// Begins with the UTC day that is [`DAYS`] before that of `ends_at`, which is taken to the second.
    pub fn new(seed: u64, ends_at: DateTime<Utc>) -> Self {
        let ends_at = ends_at.trunc_subsecs(0);
        let begins_at = (ends_at.date_naive() - TimeDelta::days(DAYS)).and_time(NaiveTime::MIN).and_utc();
        let origin = Origin { seed, begins_at };
        let places = (0..).zip(company::hosts(seed));
        let hosts = places.map(|(number, place)| Host::lived(origin, ends_at, number, place));
        Self { begins_at, ends_at, hosts: hosts.collect() }
    }

    /// When each host is looked at until the end: once a day, and soon after each change. In order, no two at the
    /// same moment.
    pub fn visits(&self) -> Vec<Visit> {
        let of_host = |(host, lived): (usize, &Host)| {
            lived.visits().into_iter().map(move |at| Visit { at, host }).collect::<Vec<_>>()
        };
        let mut visits: Vec<Visit> = self.hosts.iter().enumerate().flat_map(of_host).collect();
        visits.sort_unstable();
        for next in 1..visits.len() {
            let earliest = visits[next - 1].at + TimeDelta::seconds(1);
            visits[next].at = visits[next].at.max(earliest);
        }
        visits
    }
}
