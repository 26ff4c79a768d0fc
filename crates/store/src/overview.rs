use chrono::{DateTime, Utc};
use fleet::Actor;
use fleet::overview::{FleetSummary, Overview};

use crate::{Result, Store};

impl Store {
    /// The fleet now and what changed since `since`.
    pub async fn overview(
        &self,
        actor: &Actor,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Overview> {
        let _ = (actor, since, now);
        todo!()
    }

    /// What stands at the top of every page.
    pub async fn summary(&self, actor: &Actor, now: DateTime<Utc>) -> Result<FleetSummary> {
        let _ = (actor, now);
        todo!()
    }

    /// What was known of the fleet at a past moment.
    pub async fn overview_as_of(&self, actor: &Actor, at: DateTime<Utc>) -> Result<FleetSummary> {
        let _ = (actor, at);
        todo!()
    }
}
