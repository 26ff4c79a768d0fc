//! What happened to findings in a week.

use chrono::{DateTime, Utc};
use fleet::report::WeekChanges;
use fleet::workload::SeverityCounts;
use posture::Severity;
use posture::outcome::EscapeKind;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

use super::standing::push_from;
use crate::scope::Selection;
use crate::{Result, Store, word};

#[derive(sqlx::FromRow)]
struct Worsened {
    from: String,
    to: String,
    findings: i64,
}

impl Store {
    pub(super) async fn week_changes(
        &self,
        selection: &Selection,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<WeekChanges> {
        let changes = self.sum_of_changes(selection, from, until).await?;
        Ok(WeekChanges {
            opened: changes.opened,
            worsened: self.worsened(selection, from, until).await?,
            reopened: changes.reopened,
            resolved: changes.resolved,
        })
    }

    /// By the severity that it rose to.
    async fn worsened(
        &self,
        selection: &Selection,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<SeverityCounts> {
        let mut query = QueryBuilder::new(
            "select body ->> 'from' as from, body ->> 'to' as to,
                 sum(critical + high + medium + low + info)::bigint as findings
             from finding_events e where kind = 'severity_changed' and at > ",
        );
        query.push_bind(from).push(" and at <= ").push_bind(until);
        selection.push_targets(&mut query, "e.target");
        query.push(" group by 1, 2");
        let rows: Vec<Worsened> = query.build_query_as().fetch_all(&self.pool).await?;
        let mut counts = SeverityCounts::default();
        for row in rows {
            let (from, to): (Severity, Severity) =
                (word::word("from", &row.from)?, word::word("to", &row.to)?);
            if to > from {
                *counts.of_mut(to) += row.findings;
            }
        }
        Ok(counts)
    }

    /// Workloads with each escape path at a moment.
    pub(super) async fn escape_counts(
        &self,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<BTreeMap<EscapeKind, i64>> {
        let mut query = QueryBuilder::new(
            "select way.kind, sum(alike.workloads)::bigint from (
                 select p.outcome_hash, count(*) as workloads",
        );
        push_from(&mut query, selection, at);
        query.push(
            " group by p.outcome_hash) as alike join outcomes o on o.hash = alike.outcome_hash
             cross join lateral (
                 select distinct path ->> 'kind' as kind
                 from jsonb_array_elements(o.body -> 'escape_paths') as path) as way
             group by way.kind",
        );
        let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(&self.pool).await?;
        rows.into_iter()
            .map(|(kind, workloads)| Ok((word::name("escape_kinds", &kind)?, workloads)))
            .collect()
    }
}
