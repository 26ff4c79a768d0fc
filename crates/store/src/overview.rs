use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::host::{HostRow, HostState};
use fleet::overview::{Changes, CostlyRule, DimensionSummary, EscapeSummary, FleetSummary, Overview};
use fleet::workload::{Direction, SeverityCounts, WorkloadFilter, WorkloadSort};
use fleet::{Actor, Page, Scope};
use posture::{Dimension, RuleId};

use crate::finding::title;
use crate::scope::Selection;
use crate::stale::HostCounts;
use crate::tally::Tally;
use crate::{Result, Store, word};

/// How many of the worst workloads stand on the overview.
const WORST: u32 = 8;

impl Store {
    /// The fleet now, as far as the scope goes, and what changed since `since`.
    pub async fn overview(
        &self,
        actor: &Actor,
        scope: &Scope,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Overview> {
        actor.require(Permission::Read)?;
        let selection = self.select(scope, now).await?;
        let filter = WorkloadFilter { scope: scope.clone(), ..WorkloadFilter::default() };
        let (sort, up) = (WorkloadSort::Score, Direction::Ascending);
        let worst = self.list_workloads(actor, &filter, sort, up, &Page::first(WORST), now).await?;
        let mut hosts = self.list_hosts(actor, scope, now).await?;
        hosts.retain(needs_attention);
        let tally = self.tally(&selection).await?;
        Ok(Overview {
            scope: scope.clone(),
            as_of: now,
            summary: self.summarise(&selection, &tally, now).await?,
            since,
            changes: self.sum_of_changes(&selection, since, now).await?,
            dimensions: self.dimensions(&selection, &tally).await?,
            worst: worst.items,
            escape_paths: self.escape_paths(&selection).await?,
            hosts_needing_attention: hosts,
        })
    }

    /// What stands at the top of every page.
    pub async fn summary(&self, actor: &Actor, scope: &Scope, now: DateTime<Utc>) -> Result<FleetSummary> {
        actor.require(Permission::Read)?;
        let selection = self.select(scope, now).await?;
        let tally = self.tally(&selection).await?;
        self.summarise(&selection, &tally, now).await
    }

    async fn summarise(
        &self,
        selection: &Selection,
        tally: &Tally,
        now: DateTime<Utc>,
    ) -> Result<FleetSummary> {
        let hosts = self.count_hosts(selection, now).await?;
        Ok(FleetSummary { to_do: Some(self.count_to_do(selection).await?), ..summary(tally, &hosts) })
    }

    /// What was known of the fleet, as far as the scope goes, at a past moment.
    pub async fn overview_as_of(
        &self,
        actor: &Actor,
        scope: &Scope,
        at: DateTime<Utc>,
    ) -> Result<FleetSummary> {
        actor.require(Permission::Read)?;
        let selection = self.select(scope, at).await?;
        let tally = self.tally_as_of(&selection, at).await?;
        Ok(summary(&tally, &self.count_hosts_as_of(&selection, at).await?))
    }

    pub(crate) async fn sum_of_changes(
        &self,
        selection: &Selection,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Changes> {
        let rows = sqlx::query!(
            r#"select kind, sum(e.critical) as "critical!", sum(e.high) as "high!", sum(e.medium) as "medium!",
                   sum(e.low) as "low!", sum(e.info) as "info!"
               from finding_events e
               where at > $3 and at <= $4 and e.kind in ('opened', 'reopened', 'resolved')
                   and ($1::uuid[] is null or target in (
                       select id from workloads where host_id = any($1) and ($2::text[] is null or project = any($2))
                       union all
                       select id from unnest($1) as host (id) where $2 is null))
               group by kind"#,
            selection.hosts(),
            selection.projects(),
            since.max(now - TimeDelta::days(366)),
            now
        )
        .fetch_all(&self.pool)
        .await?;
        let mut changes = Changes::default();
        for row in rows {
            let counts = SeverityCounts {
                critical: row.critical,
                high: row.high,
                medium: row.medium,
                low: row.low,
                info: row.info,
            };
            match row.kind.as_str() {
                "opened" => changes.opened = counts,
                "reopened" => changes.reopened = counts,
                _ => changes.resolved = counts,
            }
        }
        Ok(changes)
    }

    async fn dimensions(&self, selection: &Selection, tally: &Tally) -> Result<Vec<DimensionSummary>> {
        let rules = sqlx::query!(
            r#"with plain as (
                   select plain_set, count(*) as workloads from workloads
                   where counts and plain_set is not null
                       and ($1::uuid[] is null or host_id = any($1)) and ($2::text[] is null or project = any($2))
                   group by plain_set),
               costs as (
                   select rule, max(severity) as severity, sum(loss) * p.workloads as loss, p.workloads
                   from plain p join finding_sets s on s.hash = p.plain_set
                   group by rule, p.plain_set, p.workloads
                   union all
                   select f.rule, max(f.severity), sum(f.loss), count(distinct f.workload_id) filter (
                       where not exists (select from finding_sets s where s.hash = w.plain_set and s.rule = f.rule))
                   from findings f join workloads w on w.id = f.workload_id
                   where f.state in ('open', 'reopened', 'acknowledged') and w.counts
                       and ($1::uuid[] is null or w.host_id = any($1)) and ($2::text[] is null or w.project = any($2))
                   group by f.rule)
               select rule as "rule!", max(severity) as "severity!", sum(workloads)::bigint as "workloads!"
               from costs group by rule order by sum(loss) desc, rule"#,
            selection.hosts(),
            selection.projects()
        )
        .fetch_all(&self.pool)
        .await?;
        let mut costliest = HashMap::new();
        for row in rules {
            let Some(dimension) = RuleId::from(row.rule.clone()).dimension() else { continue };
            let severity = word::severity(row.severity)?;
            costliest.entry(dimension).or_insert_with(|| CostlyRule {
                title: title(&row.rule),
                rule: row.rule,
                severity,
                workloads: row.workloads,
            });
        }
        let summary = |dimension: Dimension| DimensionSummary {
            dimension,
            mean: tally.dimension(dimension).unwrap_or(100.0),
            costliest: costliest.remove(&dimension),
        };
        Ok(Dimension::ALL.map(summary).to_vec())
    }

    /// Most workloads first.
    async fn escape_paths(&self, selection: &Selection) -> Result<Vec<EscapeSummary>> {
        let rows = sqlx::query!(
            r#"select way as "way!", count(*) as "workloads!"
               from workloads, unnest(escape_kinds) as escape (way)
               where counts and escape_kinds <> '{}'
                   and ($1::uuid[] is null or host_id = any($1)) and ($2::text[] is null or project = any($2))
               group by way order by 2 desc, way"#,
            selection.hosts(),
            selection.projects()
        )
        .fetch_all(&self.pool)
        .await?;
        let summaries = rows.into_iter().map(|row| {
            Ok(EscapeSummary { kind: word::name("escape_kinds", &row.way)?, workloads: row.workloads })
        });
        summaries.collect()
    }
}

fn needs_attention(host: &HostRow) -> bool {
    host.clash.is_some() || matches!(host.state, HostState::Stale | HostState::Failed | HostState::Partial)
}

pub(crate) fn summary(tally: &Tally, hosts: &HostCounts) -> FleetSummary {
    FleetSummary {
        index: tally.index(),
        workloads: tally.grades().total(),
        grades: tally.grades(),
        incomplete: tally.incomplete,
        counts: tally.counts(),
        to_do: None,
        hosts: hosts.all,
        hosts_stale: hosts.stale,
        last_scan_at: hosts.last_scan_at,
    }
}
