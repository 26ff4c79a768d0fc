//! How the fleet, or a part of it, came to where it is: from daily rollups, never from raw history.

mod days;
mod roll_up;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::trend::{TrendPoint, TrendRange};
use fleet::{Actor, Scope};

use crate::id::moment;
use crate::scope::Selection;
use crate::stale::HostCounts;
use crate::tally::Tally;
use crate::{Result, Store};

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
        let today = now.date_naive();
        let mut points = match (selection.hosts(), selection.projects()) {
            (hosts, Some(projects)) => self.project_days(hosts, projects, range, today).await?,
            (Some(hosts), None) => self.host_days(hosts, range, today).await?,
            (None, None) => self.fleet_days(range, today).await?,
        };
        points.push(self.point_now(&selection, now).await?);
        Ok(points)
    }

    async fn point_now(&self, selection: &Selection, now: DateTime<Utc>) -> Result<TrendPoint> {
        let hosts = self.count_hosts(selection, now).await?;
        Ok(point(moment(now), &self.tally(selection).await?, &hosts))
    }
}

fn point(at: DateTime<Utc>, tally: &Tally, hosts: &HostCounts) -> TrendPoint {
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
