//! The model of a report, put together.

use chrono::{DateTime, Utc};
use fleet::report::{Method, Period, Report, SCHEMA};
use fleet::trend::{TrendPoint, TrendRange};
use fleet::{Actor, Scope};

use super::row::Compressed;
use crate::overview::summary;
use crate::scope::Selection;
use crate::trend::{Days, point};
use crate::{Result, Store};

/// Workloads in the model itself; all of them lie beside it.
const WORST: usize = 100;
const FIXES: usize = 10;

impl Store {
    /// The report of a period as of `at`, and every workload of that moment.
    pub(super) async fn compute(
        &self,
        period: &Period,
        scope: &Scope,
        at: DateTime<Utc>,
    ) -> Result<(Report, Compressed)> {
        // Leave to make a report is leave to have the figures of it read.
        let actor = &Actor::System("report".into());
        let (from, selection) = (period.from, self.select(scope, at).await?);
        let digests = self.digests(&selection, at).await?;
        let (worst, workloads) = self.standings(&selection, (from, at), &digests, WORST).await?;
        let (hosts, hosts_covered) = self.hosts_as_of(&selection, at).await?;
        let tally = self.tally_as_of(&selection, at).await?;
        let counts = self.count_hosts_as_of(&selection, at).await?;
        let report = Report {
            schema: SCHEMA.into(),
            period: period.clone(),
            scope: scope.clone(),
            as_of: at,
            demo: self.installation().await?.is_demo(),
            summary: summary(&tally, &counts),
            before: self.overview_as_of(actor, scope, from).await?,
            trend: self.trend_until(&selection, point(at, &tally, &counts)).await?,
            changes: self.week_changes(&selection, from, at).await?,
            dimensions: digests.means(),
            worst,
            escape_paths: digests.escape_lines(&self.escape_counts(&selection, from).await?),
            escaping: digests.escaping,
            credentials: self.new_credentials(&selection, from, at).await?,
            accepted: self.accepted_risks(&selection, at).await?,
            hosts,
            fixes: digests.fixes(FIXES),
            method: Method {
                policy_versions: digests.policy_versions.into_iter().collect(),
                rules_revisions: digests.rules_revisions.into_iter().collect(),
                hosts_covered,
            },
        };
        Ok((report, workloads))
    }

    /// The days before as they were rolled up, and the moment itself.
    async fn trend_until(&self, selection: &Selection, last: TrendPoint) -> Result<Vec<TrendPoint>> {
        let mut days =
            self.days(selection, Days::of(TrendRange::Month, selection, last.at.date_naive())).await?;
        days.push(last);
        Ok(days)
    }
}
