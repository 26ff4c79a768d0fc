use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::host::{HostRow, HostState};
use fleet::overview::{Changes, DimensionSummary, EscapeSummary, FleetSummary, Overview};
use fleet::workload::{Direction, GradeCounts, SeverityCounts, WorkloadFilter, WorkloadSort};
use fleet::{Actor, Page};
use posture::{Dimension, Grade, RuleId};

use crate::finding::title;
use crate::{Result, Store, word};

/// How many of the worst workloads stand on the overview.
const WORST: u32 = 8;

impl Store {
    /// The fleet now and what changed since `since`.
    pub async fn overview(
        &self,
        actor: &Actor,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Overview> {
        let filter = WorkloadFilter::default();
        let (sort, up) = (WorkloadSort::Score, Direction::Ascending);
        let worst = self.list_workloads(actor, &filter, sort, up, &Page::first(WORST), now).await?;
        let mut hosts = self.list_hosts(actor, now).await?;
        hosts.retain(needs_attention);
        Ok(Overview {
            as_of: now,
            summary: self.summary(actor, now).await?,
            since,
            changes: self.changes(since, now).await?,
            dimensions: self.dimensions().await?,
            worst: worst.items,
            escape_paths: self.escape_paths().await?,
            hosts_needing_attention: hosts,
        })
    }

    /// What stands at the top of every page.
    pub async fn summary(&self, actor: &Actor, now: DateTime<Utc>) -> Result<FleetSummary> {
        actor.require(Permission::Read)?;
        let workloads = sqlx::query_as!(
            OfGrade,
            r#"select grade, count(*) as "workloads!", sum(score) as "score!",
                   count(*) filter (where not complete) as "incomplete!", sum(critical) as "critical!",
                   sum(high) as "high!", sum(medium) as "medium!", sum(low) as "low!", sum(info) as "info!"
               from workloads where counts group by grade"#
        )
        .fetch_all(&self.pool)
        .await?;
        let hosts = sqlx::query!(
            r#"select count(*) as "all!", max(seen_at) as last_scan_at,
                   count(*) filter (where failure is not null
                       or seen_at < $1::timestamptz - 3 * scan_interval_s * interval '1 second') as "stale!"
               from hosts where removed_at is null"#,
            now
        )
        .fetch_one(&self.pool)
        .await?;
        let to_do = sqlx::query_scalar!(
            r#"select count(*) as "count!" from all_findings where state in ('open', 'reopened', 'acknowledged')"#
        )
        .fetch_one(&self.pool)
        .await?;
        let mut summary = summarise(&workloads)?;
        summary.to_do = to_do;
        summary.hosts = hosts.all;
        summary.hosts_stale = hosts.stale;
        summary.last_scan_at = hosts.last_scan_at;
        Ok(summary)
    }

    /// What was known of the fleet at a past moment.
    pub async fn overview_as_of(&self, actor: &Actor, at: DateTime<Utc>) -> Result<FleetSummary> {
        actor.require(Permission::Read)?;
        let workloads = sqlx::query_as!(
            OfGrade,
            r#"select grade, count(*) as "workloads!", sum(score) as "score!",
                   count(*) filter (where not complete) as "incomplete!", sum(critical) as "critical!",
                   sum(high) as "high!", sum(medium) as "medium!", sum(low) as "low!", sum(info) as "info!"
               from postures
               where counts and valid_from <= $1 and (valid_to is null or valid_to > $1)
               group by grade"#,
            at
        )
        .fetch_all(&self.pool)
        .await?;
        let hosts = sqlx::query!(
            r#"select count(*) as "all!", max(last_seen) as last_scan_at,
                   count(*) filter (where last_failed
                       or last_seen < $1::timestamptz - 3 * scan_interval_s * interval '1 second') as "stale!"
               from (
                   select scan_interval_s,
                       (select least(last_at, $1) from scan_runs
                        where host_id = hosts.id and first_at <= $1 and outcome <> 'failed'
                        order by first_at desc limit 1) as last_seen,
                       (select outcome = 'failed' from scan_runs
                        where host_id = hosts.id and first_at <= $1
                        order by first_at desc limit 1) as last_failed
                   from hosts where added_at <= $1 and (removed_at is null or removed_at > $1)
               ) as host"#,
            at
        )
        .fetch_one(&self.pool)
        .await?;
        let mut summary = summarise(&workloads)?;
        summary.hosts = hosts.all;
        summary.hosts_stale = hosts.stale;
        summary.last_scan_at = hosts.last_scan_at;
        Ok(summary)
    }

    async fn changes(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<Changes> {
        let rows = sqlx::query!(
            r#"select kind, sum(critical) as "critical!", sum(high) as "high!", sum(medium) as "medium!",
                   sum(low) as "low!", sum(info) as "info!"
               from finding_events
               where at > $1 and at <= $2 and kind in ('opened', 'reopened', 'resolved')
               group by kind"#,
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

    async fn dimensions(&self) -> Result<Vec<DimensionSummary>> {
        let means = sqlx::query!(
            "select avg(image_trust) as image_trust, avg(capabilities) as capabilities, avg(mounts) as mounts,
                 avg(secrets) as secrets, avg(staleness) as staleness
             from workloads where counts"
        )
        .fetch_one(&self.pool)
        .await?;
        let means = [means.image_trust, means.capabilities, means.mounts, means.secrets, means.staleness];
        let rules = sqlx::query!(
            r#"with plain as (
                   select plain_set, count(*) as workloads from workloads
                   where counts and plain_set is not null group by plain_set),
               costs as (
                   select rule, max(severity) as severity, sum(loss) * p.workloads as loss, p.workloads
                   from plain p join finding_sets s on s.hash = p.plain_set
                   group by rule, p.plain_set, p.workloads
                   union all
                   select f.rule, max(f.severity), sum(f.loss), count(distinct f.workload_id) filter (
                       where not exists (select from finding_sets s where s.hash = w.plain_set and s.rule = f.rule))
                   from findings f join workloads w on w.id = f.workload_id
                   where f.state in ('open', 'reopened', 'acknowledged') and w.counts
                   group by f.rule)
               select rule as "rule!", max(severity) as "severity!", sum(workloads)::bigint as "workloads!"
               from costs group by rule order by sum(loss) desc, rule"#
        )
        .fetch_all(&self.pool)
        .await?;
        let mut costliest = HashMap::new();
        for row in rules {
            let Some(dimension) = RuleId::from(row.rule.clone()).dimension() else { continue };
            let severity = word::severity(row.severity)?;
            costliest
                .entry(dimension)
                .or_insert_with(|| (row.rule.clone(), title(&row.rule), severity, row.workloads));
        }
        let summary = |dimension: Dimension| DimensionSummary {
            dimension,
            mean: means[dimension.index()].unwrap_or(100.0),
            costliest: costliest.remove(&dimension),
        };
        Ok(Dimension::ALL.map(summary).to_vec())
    }

    /// Most workloads first.
    async fn escape_paths(&self) -> Result<Vec<EscapeSummary>> {
        let rows = sqlx::query!(
            r#"select way as "way!", count(*) as "workloads!"
               from workloads, unnest(escape_kinds) as escape (way)
               where counts and escape_kinds <> '{}'
               group by way order by 2 desc, way"#
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

/// The workloads that count and have one grade.
struct OfGrade {
    grade: String,
    workloads: i64,
    /// Sum, as are the counts of open findings.
    score: f64,
    incomplete: i64,
    critical: i64,
    high: i64,
    medium: i64,
    low: i64,
    info: i64,
}

fn summarise(rows: &[OfGrade]) -> Result<FleetSummary> {
    let sum = |value: fn(&OfGrade) -> i64| rows.iter().map(value).sum::<i64>();
    let mut grades = GradeCounts::default();
    for row in rows {
        grades.0[word::word::<Grade>("grade", &row.grade)? as usize] = row.workloads;
    }
    let workloads = sum(|row| row.workloads);
    let score: f64 = rows.iter().map(|row| row.score).sum();
    Ok(FleetSummary {
        index: (workloads > 0).then(|| score / workloads as f64),
        workloads,
        grades,
        incomplete: sum(|row| row.incomplete),
        counts: SeverityCounts {
            critical: sum(|row| row.critical),
            high: sum(|row| row.high),
            medium: sum(|row| row.medium),
            low: sum(|row| row.low),
            info: sum(|row| row.info),
        },
        ..FleetSummary::default()
    })
}
