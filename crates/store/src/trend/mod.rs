//! How the fleet, or a part of it, came to where it is: from daily rollups, never from raw history.

mod days;
mod roll_up;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::trend::{TrendPoint, TrendRange, TrendSpan};
use fleet::{Actor, Scope};

use crate::id::moment;
use crate::scope::Selection;
use crate::stale::HostCounts;
use crate::tally::Tally;
use crate::{Result, Store};

pub(crate) use days::Days;
pub use roll_up::RollupReport;

impl Store {
    /// One point for each UTC day that is known, oldest first; today's is as of `now`. A year of anything but the
    /// whole fleet has a point for each week.
    pub async fn trend(
        &self,
        actor: &Actor,
        scope: &Scope,
        range: TrendRange,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrendPoint>> {
        actor.require(Permission::Read)?;
        let selection = self.select(scope, now).await?;
        let mut points = self.days(&selection, Days::of(range, &selection, now.date_naive())).await?;
        points.push(self.point_now(&selection, now).await?);
        Ok(points)
    }

    /// One point for each day or week that ended within the span and is known, oldest first; then one as of `now`, if
    /// the span ends with it.
    ///
    /// # Errors
    /// `Invalid` for a span that ends before it begins or after `now`, or is longer than what is kept of it.
    pub async fn trend_of(
        &self,
        actor: &Actor,
        scope: &Scope,
        span: &TrendSpan,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrendPoint>> {
        actor.require(Permission::Read)?;
        span.check(now)?;
        let selection = self.select(scope, now).await?;
        let mut points = self.days(&selection, Days::within(span)).await?;
        if span.to == now {
            points.push(self.point_now(&selection, now).await?);
        }
        Ok(points)
    }

    /// The days that have ended, as far as they are known.
    pub(crate) async fn days(&self, selection: &Selection, days: Days) -> Result<Vec<TrendPoint>> {
        match (selection.hosts(), selection.projects()) {
            (hosts, Some(projects)) => self.project_days(hosts, projects, days).await,
            (Some(hosts), None) => self.host_days(hosts, days).await,
            (None, None) => self.fleet_days(days).await,
        }
    }

    async fn point_now(&self, selection: &Selection, now: DateTime<Utc>) -> Result<TrendPoint> {
        let hosts = self.count_hosts(selection, now).await?;
        Ok(point(moment(now), &self.tally(selection).await?, &hosts))
    }
}

pub(crate) fn point(at: DateTime<Utc>, tally: &Tally, hosts: &HostCounts) -> TrendPoint {
    TrendPoint {
        at,
        index: tally.index(),
        workloads: tally.grades().total(),
        grades: tally.grades(),
        critical: tally.critical,
        high: tally.high,
        hosts_stale: hosts.stale,
    }
}
