use chrono::{DateTime, Utc};
use fleet::Actor;
use fleet::trend::{TrendPoint, TrendRange};

use crate::{Result, Store};

/// What one roll-up did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollupReport {
    /// Days written, today included.
    pub days: u32,
}

impl Store {
    /// One point for each UTC day that is known, oldest first; today's is as of `now`.
    pub async fn trend(
        &self,
        actor: &Actor,
        range: TrendRange,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrendPoint>> {
        let _ = (actor, range, now);
        todo!()
    }

    /// Writes the daily points that are missing and today's anew.
    pub async fn roll_up(&self, now: DateTime<Utc>) -> Result<RollupReport> {
        let _ = now;
        todo!()
    }
}
