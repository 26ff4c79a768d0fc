//! Background jobs: each reads what to do from the store, does one idempotent step, and can run in any replica.

mod deliver;
mod expire;
mod forget;
mod held;
mod places;
mod pulse;
mod reassess;
mod report;
mod requests;
mod roll_up;
mod runner;
mod scan;
mod scan_due;
mod tally;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use store::{Retention, Store};
use uuid::Uuid;

pub use pulse::Pulse;
pub use runner::Jobs;

use self::places::Places;
use crate::keys::Keys;
use crate::report::Postman;
use crate::webhook::{Reach, Sender};
use crate::{Clock, chance};

/// What one run did: counts by the job's own names.
pub type Report = BTreeMap<String, i64>;

/// What every job can reach.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub clock: Clock,
    pub keys: Arc<Keys>,
    /// Sends to webhooks.
    pub sender: Sender,
    /// Sends reports; none: no mail server is configured, and mails wait.
    pub postman: Option<Postman>,
    /// Where people reach the dashboard, without a final slash.
    pub address: String,
    /// How long what is kept.
    pub retention: Retention,
    /// Names this process in leases.
    pub holder: Uuid,
    places: Places,
}

impl Context {
    pub fn new(store: Store, clock: Clock, keys: Keys) -> Self {
        Self {
            store,
            clock,
            keys: Arc::new(keys),
            sender: Sender::new(Reach::default()),
            postman: None,
            address: crate::USUAL_ADDRESS.into(),
            retention: Retention::default(),
            holder: Uuid::from_bytes(chance::bytes()),
            places: Places::default(),
        }
    }
}

/// Every job there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    ScanDue,
    Requests,
    Reassess,
    RollUp,
    Expire,
    Deliver,
    Tally,
    Forget,
    Report,
}

impl Job {
    pub const ALL: [Self; 9] = [
        Self::ScanDue,
        Self::Requests,
        Self::Reassess,
        Self::RollUp,
        Self::Expire,
        Self::Deliver,
        Self::Tally,
        Self::Forget,
        Self::Report,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ScanDue => "scan_due",
            Self::Requests => "requests",
            Self::Reassess => "reassess",
            Self::RollUp => "roll_up",
            Self::Expire => "expire",
            Self::Deliver => "deliver",
            Self::Tally => "tally",
            Self::Forget => "forget",
            Self::Report => "report",
        }
    }

    /// Pause between two runs.
    const fn every(self) -> Duration {
        match self {
            Self::ScanDue | Self::Requests | Self::Deliver => Duration::from_secs(1),
            Self::Reassess => Duration::from_secs(15),
            Self::Expire | Self::Report => Duration::from_secs(30),
            Self::RollUp => Duration::from_mins(2),
            Self::Tally => Duration::from_secs(5),
            Self::Forget => Duration::from_hours(1),
        }
    }

    /// Whether at most one replica runs it at a time. The others share their work row by row.
    const fn is_exclusive(self) -> bool {
        !matches!(self, Self::ScanDue | Self::Requests | Self::Deliver)
    }

    /// Does one step as of `now`.
    pub async fn run_once(self, context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
        match self {
            Self::ScanDue => scan_due::run_once(context, now).await,
            Self::Requests => requests::run_once(context, now).await,
            Self::Reassess => reassess::run_once(context, now).await,
            Self::RollUp => roll_up::run_once(context, now).await,
            Self::Expire => expire::run_once(context, now).await,
            Self::Deliver => deliver::run_once(context, now).await,
            Self::Tally => tally::run_once(context, now).await,
            Self::Forget => forget::run_once(context, now).await,
            Self::Report => report::run_once(context, now).await,
        }
    }
}
