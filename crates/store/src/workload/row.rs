use chrono::{DateTime, Utc};
use fleet::workload::{SeverityCounts, WorkloadRow, WorstFinding};
use fleet::{HostId, WorkloadId};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::finding::title;
use crate::{Result, stale, word};

/// A workload with its current posture, as [`select`] gives it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Raw {
    pub id: Uuid,
    pub name: String,
    project: String,
    host_id: Uuid,
    pub host_name: String,
    stale: bool,
    image: String,
    state: String,
    replicas: i32,
    pub score: f64,
    raw_score: f64,
    grade: String,
    complete: bool,
    pub image_trust: f64,
    pub capabilities: f64,
    pub mounts: f64,
    pub secrets: f64,
    pub staleness: f64,
    dimension_grades: String,
    dimension_worst: String,
    critical: i32,
    high: i32,
    medium: i32,
    low: i32,
    info: i32,
    worst_rule: Option<String>,
    escape_kinds: Vec<String>,
    unknown: i32,
    accepted: i32,
    score_week_ago: Option<f64>,
    pub change_7d: f64,
    seen_at: DateTime<Utc>,
    pub first_seen_at: DateTime<Utc>,
}

/// When a scan last saw the workload `w` of the host `h`.
const SEEN_AT: &str = "coalesce(w.absent_since, h.seen_at, w.first_seen_at)";

const FROM: &str = " from workloads w join hosts h on h.id = w.host_id";

/// All workloads `w` with their host `h`.
pub(crate) fn select(now: DateTime<Utc>) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "select w.id, w.name, w.project, w.host_id, w.host_name, w.image, w.state, w.replicas, w.score, w.raw_score,
             w.grade, w.complete, w.image_trust, w.capabilities, w.mounts, w.secrets, w.staleness,
             w.dimension_grades, w.dimension_worst, w.critical, w.high, w.medium, w.low, w.info, w.worst_rule,
             w.escape_kinds, w.unknown, w.accepted, w.score_week_ago, w.change_7d, ",
    );
    query.push(SEEN_AT).push(" as seen_at, coalesce(");
    stale::push_condition(&mut query, now);
    query.push(", false) as stale, w.first_seen_at").push(FROM);
    query
}

impl TryFrom<Raw> for WorkloadRow {
    type Error = crate::StoreError;

    fn try_from(raw: Raw) -> Result<Self> {
        let scores = [raw.image_trust, raw.capabilities, raw.mounts, raw.secrets, raw.staleness];
        Ok(Self {
            id: WorkloadId(raw.id),
            name: raw.name,
            project: raw.project,
            host_id: HostId(raw.host_id),
            host_name: raw.host_name,
            stale: raw.stale,
            image: raw.image,
            state: word::state(&raw.state)?,
            replicas: raw.replicas.into(),
            score: raw.score,
            raw_score: raw.raw_score,
            grade: word::word("grade", &raw.grade)?,
            complete: raw.complete,
            dimensions: word::dimensions(scores, &raw.dimension_grades, &raw.dimension_worst)?,
            counts: SeverityCounts {
                critical: raw.critical.into(),
                high: raw.high.into(),
                medium: raw.medium.into(),
                low: raw.low.into(),
                info: raw.info.into(),
            },
            worst_finding: raw.worst_rule.map(|rule| WorstFinding { title: title(&rule), rule }),
            escape_paths: word::escape_kinds(&raw.escape_kinds)?,
            unknown: raw.unknown.into(),
            accepted: raw.accepted.into(),
            change_7d: raw.score_week_ago.map(|_| raw.change_7d),
            seen_at: raw.seen_at,
        })
    }
}
