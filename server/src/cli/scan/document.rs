//! The outcome of a one-shot scan: `plimsoll.scan/1`. Fields may be added, never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::scan::{Missing, Neighbourhood, Scan, ScannedContainer};
use posture::facts::Host;
use posture::outcome::EscapePath;
use posture::{
    AcceptedSet, Dimension, Finding, Grade, Outcome, Policy, Posture, Severity, Subject, display_score,
    display_shares,
};
use serde::Serialize;
use utoipa::ToSchema;

const SCHEMA: &str = "plimsoll.scan/1";

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evaluation)]
pub struct Document {
    pub schema: &'static str,
    pub scanned_at: DateTime<Utc>,
    pub host: HostPart,
    /// Worst first.
    pub workloads: Vec<WorkloadPart>,
    /// What could not be read; empty when the scan is complete.
    pub missing: Vec<Missing>,
}

/// Without figures where only containers were given.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostPart {
    pub name: String,
    pub engine: String,
    pub os: String,
    pub score: Option<f64>,
    pub grade: Option<Grade>,
    pub complete: bool,
    pub findings: Vec<FindingPart>,
    pub unknown: Vec<UnknownPart>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WorkloadPart {
    pub name: String,
    pub image: String,
    pub state: &'static str,
    /// 0 to 100, truncated to one decimal.
    pub score: f64,
    pub raw_score: f64,
    pub grade: Grade,
    pub dimensions: BTreeMap<&'static str, DimensionPart>,
    /// Worst first.
    pub findings: Vec<FindingPart>,
    pub unknown: Vec<UnknownPart>,
    /// False: an unknown check could be high or critical, and the grade reads `A?`.
    pub complete: bool,
    pub escape_paths: Vec<EscapePath>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DimensionPart {
    pub score: f64,
    pub grade: Grade,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FindingPart {
    pub rule: String,
    pub severity: Severity,
    pub subject: String,
    pub title: &'static str,
    pub evidence: String,
    /// Share of the loss in points; those of a workload add up to 100 minus its score. Absent for hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<f64>,
    /// Points that the score gains when this alone is fixed. Absent for hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UnknownPart {
    pub rule: String,
    pub missing: String,
}

impl Document {
    /// Evaluates a scan under a policy as of `now`, with nothing accepted.
    pub fn of_scan(scan: &Scan, policy: &Policy, now: DateTime<Utc>) -> Self {
        let around = scan.neighbourhood();
        let containers = scan.containers.iter();
        let mut workloads: Vec<_> =
            containers.map(|container| workload(container, &scan.host, &around, policy, now)).collect();
        workloads
            .sort_by(|one, other| one.score.total_cmp(&other.score).then_with(|| one.name.cmp(&other.name)));
        Self {
            schema: SCHEMA,
            scanned_at: now,
            host: host(scan, policy, now),
            workloads,
            missing: scan.missing.clone(),
        }
    }

    /// As [`Self::of_scan`], for containers whose host was not looked at.
    pub fn of_containers(scan: &Scan, policy: &Policy, now: DateTime<Utc>) -> Self {
        let host = HostPart {
            name: String::new(),
            engine: String::new(),
            os: String::new(),
            score: None,
            grade: None,
            complete: false,
            findings: Vec::new(),
            unknown: Vec::new(),
        };
        Self { host, ..Self::of_scan(scan, policy, now) }
    }
}

fn host(scan: &Scan, policy: &Policy, now: DateTime<Utc>) -> HostPart {
    let facts = &scan.host;
    let outcome = posture::evaluate_host(facts, policy, now);
    let score = posture::score_host(&outcome, &AcceptedSet::new(), policy);
    HostPart {
        name: facts.name.clone(),
        engine: format!("{} {}", engine_name(facts.engine), facts.engine_version).trim().to_owned(),
        os: facts.os.clone(),
        score: Some(display_score(score.score)),
        grade: Some(score.grade),
        complete: score.complete,
        findings: outcome.findings.iter().map(|finding| part(finding, None, None)).collect(),
        unknown: unknown(&outcome),
    }
}

fn engine_name(kind: posture::facts::EngineKind) -> &'static str {
    match kind {
        posture::facts::EngineKind::Docker => "Docker",
        posture::facts::EngineKind::Podman => "Podman",
    }
}

fn workload(
    container: &ScannedContainer,
    host: &Host,
    around: &Neighbourhood<'_>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> WorkloadPart {
    let subject = Subject {
        container: &container.facts,
        runtime: &container.runtime,
        image: around.image_of(container),
        host,
        surroundings: &around.surroundings_of(container),
    };
    let outcome = posture::evaluate(&subject, policy, now);
    let posture = posture::score(&outcome, &AcceptedSet::new(), policy);
    WorkloadPart {
        name: container.name.clone(),
        image: container.facts.image_reference.clone(),
        state: container.runtime.state.as_str(),
        score: display_score(posture.score),
        raw_score: display_score(posture.raw_score),
        grade: posture.grade,
        dimensions: dimensions(&posture),
        findings: findings(&outcome, &posture),
        unknown: unknown(&outcome),
        complete: posture.complete,
        escape_paths: outcome.escape_paths,
    }
}

fn dimensions(posture: &Posture) -> BTreeMap<&'static str, DimensionPart> {
    Dimension::ALL
        .into_iter()
        .zip(&posture.dimensions)
        .map(|(dimension, found)| {
            (dimension.as_str(), DimensionPart { score: display_score(found.score), grade: found.grade })
        })
        .collect()
}

fn findings(outcome: &Outcome, posture: &Posture) -> Vec<FindingPart> {
    let losses: Vec<f64> = posture.shares.iter().map(|share| share.loss).collect();
    let losses = display_shares(&losses, posture.score);
    outcome
        .findings
        .iter()
        .zip(losses)
        .zip(&posture.shares)
        .map(|((finding, loss), share)| part(finding, Some(loss), Some(in_hundredths(share.gain))))
        .collect()
}

fn part(finding: &Finding, loss: Option<f64>, gain: Option<f64>) -> FindingPart {
    FindingPart {
        rule: finding.rule.to_string(),
        severity: finding.severity,
        subject: finding.subject.clone(),
        title: posture::rules::find(finding.rule.as_str()).map_or("", |rule| rule.title),
        evidence: finding.evidence.clone(),
        loss,
        gain,
    }
}

fn unknown(outcome: &Outcome) -> Vec<UnknownPart> {
    let part = |unknown: &posture::Unknown| UnknownPart {
        rule: unknown.rule.to_string(),
        missing: unknown.missing.clone(),
    };
    outcome.unknown.iter().map(part).collect()
}

fn in_hundredths(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
