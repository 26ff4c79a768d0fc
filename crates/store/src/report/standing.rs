//! How workloads stood at a moment, from the intervals that hold it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use fleet::WorkloadId;
use fleet::report::WorkloadLine;
use fleet::workload::SeverityCounts;
use futures::TryStreamExt as _;
use posture::{AcceptedSet, Outcome};
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::digest::{Digest, Digests, Key};
use super::row::{Compressed, Compressor};
use crate::scope::Selection;
use crate::{Result, Store, word};

/// Workloads `w` that counted at a moment, with the interval `p` that holds it; ends inside its condition.
pub(super) fn push_from(query: &mut QueryBuilder<Postgres>, selection: &Selection, at: DateTime<Utc>) {
    query.push(
        " from workloads w cross join lateral (
             select * from postures where workload_id = w.id and valid_from <= ",
    );
    query.push_bind(at).push(" order by valid_from desc limit 1) as p");
    query.push(" where p.counts and (p.valid_to is null or p.valid_to > ").push_bind(at).push(")");
    selection.push_hosts(query, "w.host_id");
    selection.push_projects(query, "w.project");
}

/// Workloads with the same outcome, accepted risks and policy.
#[derive(sqlx::FromRow)]
struct Alike {
    outcome_hash: Vec<u8>,
    accepted: Json<AcceptedSet>,
    policy_version: i32,
    rules_revisions: Vec<i32>,
    workloads: i64,
    outcome: Json<Outcome>,
}

#[derive(sqlx::FromRow)]
struct Standing {
    id: Uuid,
    name: String,
    project: String,
    host_name: String,
    image: String,
    score: f64,
    raw_score: f64,
    grade: String,
    complete: bool,
    before: Option<f64>,
    critical: i32,
    high: i32,
    medium: i32,
    low: i32,
    info: i32,
    outcome_hash: Vec<u8>,
    accepted: Json<AcceptedSet>,
    policy_version: i32,
}

impl Store {
    /// What the rules said of all of them, each outcome looked at once.
    pub(super) async fn digests(&self, selection: &Selection, at: DateTime<Utc>) -> Result<Digests> {
        let mut query = QueryBuilder::new(
            "select alike.*, o.body as outcome from (
                 select p.outcome_hash, p.accepted, p.policy_version,
                     array_agg(distinct p.rules_revision) as rules_revisions, count(*) as workloads",
        );
        push_from(&mut query, selection, at);
        query.push(
            " group by p.outcome_hash, p.accepted, p.policy_version) as alike
             join outcomes o on o.hash = alike.outcome_hash",
        );
        let mut policies = HashMap::new();
        let mut digests = Digests::default();
        let mut rows = query.build_query_as::<Alike>().fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            let version = row.policy_version;
            let policy = match policies.entry(version) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(missing) => missing.insert(self.policy(version).await?),
            };
            digests.policy_versions.insert(version.into());
            digests.rules_revisions.extend(row.rules_revisions.into_iter().map(i64::from));
            let key = Key::new(&row.outcome_hash, &row.accepted.0, version);
            digests.add(key, &row.outcome.0, &row.accepted.0, policy, row.workloads);
        }
        Ok(digests)
    }

    /// Every workload of that moment, lowest score first, and the first `most` of them beside it.
    pub(super) async fn standings(
        &self,
        selection: &Selection,
        (from, at): (DateTime<Utc>, DateTime<Utc>),
        digests: &Digests,
        most: usize,
    ) -> Result<(Vec<WorkloadLine>, Compressed)> {
        let mut query = QueryBuilder::new(
            "select w.id, w.name, w.project, w.host_name,
                 coalesce((select body ->> 'image_reference' from facts where hash = p.facts_hash), '') as image,
                 p.score, p.raw_score, p.grade, p.complete, p.critical, p.high, p.medium, p.low, p.info,
                 p.outcome_hash, p.accepted, p.policy_version,
                 (select score from (
                      select * from postures where workload_id = w.id and valid_from <= ",
        );
        query.push_bind(from).push(" order by valid_from desc limit 1) as first where first.counts and (first.valid_to is null or first.valid_to > ");
        query.push_bind(from).push(")) as before");
        push_from(&mut query, selection, at);
        query.push(" order by p.score, w.id");
        let mut worst = Vec::new();
        let mut compressor = Compressor::new();
        let mut rows = query.build_query_as::<Standing>().fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            let key = Key::new(&row.outcome_hash, &row.accepted.0, row.policy_version);
            let line = row.line(digests.of(&key))?;
            compressor.push(&line)?;
            if worst.len() < most {
                worst.push(line);
            }
        }
        Ok((worst, compressor.finish()?))
    }
}

impl Standing {
    /// Without a digest its outcome is gone: what the interval itself says is left.
    fn line(self, digest: Option<&Digest>) -> Result<WorkloadLine> {
        let digest = digest.cloned().unwrap_or_default();
        Ok(WorkloadLine {
            id: WorkloadId(self.id),
            name: self.name,
            project: self.project,
            host: self.host_name,
            image: self.image,
            score: self.score,
            raw_score: self.raw_score,
            grade: word::word("grade", &self.grade)?,
            complete: self.complete,
            before: self.before,
            dimensions: digest.dimensions,
            counts: SeverityCounts {
                critical: self.critical.into(),
                high: self.high.into(),
                medium: self.medium.into(),
                low: self.low.into(),
                info: self.info.into(),
            },
            worst: digest.worst,
            escape_paths: digest.escape_paths,
            accepted: i64::try_from(self.accepted.0.len()).unwrap_or(i64::MAX),
            unknown: digest.unknown,
        })
    }
}
