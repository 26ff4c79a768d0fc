//! A real Docker Engine, real containers, and what the rules make of them.

#![allow(clippy::unwrap_used)]

mod cases;

use std::collections::BTreeSet;

use cases::{BAKED, Case, MOVING, PLAIN, baked_token};
use chrono::{DateTime, Utc};
use collector::{Settings, collect, probe};
use fleet::Endpoint;
use fleet::scan::{Scan, ScannedContainer};
use intake::IngestKey;
use posture::{Finding, Policy, Subject, evaluate, evaluate_host};
use testkit::engine::RealEngine;

#[expect(clippy::disallowed_methods, reason = "a real engine runs on the real clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

async fn scan(engine: &RealEngine) -> Scan {
    let endpoint: Endpoint = engine.address().parse().unwrap();
    let scan =
        collect(&endpoint, &Settings::default(), &IngestKey::new([7; 32]), now, |_, _| ()).await.unwrap();
    assert_eq!(scan.missing, []);
    scan
}

/// `RULE severity subject`, one for each finding.
fn lines(findings: &[Finding]) -> BTreeSet<String> {
    let line = |finding: &Finding| {
        format!("{} {} {}", finding.rule, finding.severity.as_str(), finding.subject).trim_end().to_owned()
    };
    findings.iter().map(line).collect()
}

fn found(scan: &Scan, container: &ScannedContainer) -> BTreeSet<String> {
    let around = scan.neighbourhood();
    let subject = Subject {
        container: &container.facts,
        runtime: &container.runtime,
        image: around.image_of(container),
        host: &scan.host,
        surroundings: &around.surroundings_of(container),
    };
    lines(&evaluate(&subject, &Policy::default(), now()).findings)
}

fn expected(case: &Case) -> BTreeSet<String> {
    let plain = PLAIN.iter().filter(|line| !case.without.contains(line));
    plain.chain(&case.with).map(ToString::to_string).collect()
}

fn security_options(engine: &RealEngine) -> Vec<String> {
    let info = engine.get("/info").unwrap();
    serde_json::from_value(info["SecurityOptions"].clone()).unwrap()
}

#[tokio::test]
async fn every_container_of_a_real_engine_is_judged_as_the_specification_says() {
    let engine = RealEngine::start().unwrap();
    engine.import_with("plimsoll-test:latest", &[]).unwrap();
    engine.import_with("careful:1", &["USER 1000", "HEALTHCHECK CMD /bin/true"]).unwrap();
    engine.import_with(MOVING, &[]).unwrap();
    engine.import_with(BAKED, &[&baked_token()]).unwrap();
    let confined = security_options(&engine).iter().any(|o| o == "name=apparmor" || o == "name=selinux");
    let cases = cases::all(confined);
    for case in &cases {
        let made = if case.runs { RealEngine::run } else { RealEngine::create };
        made(&engine, case.name, case.options.clone()).unwrap();
    }
    engine.import_with(MOVING, &["LABEL newer=yes"]).unwrap();

    let scan = scan(&engine).await;
    assert_eq!(scan.containers.len(), cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let container = scan.containers.iter().find(|container| container.name == case.name).unwrap();
        let (found, expected) = (found(&scan, container), expected(case));
        if found != expected {
            let unexpected: Vec<_> = found.difference(&expected).collect();
            let absent: Vec<_> = expected.difference(&found).collect();
            wrong.push(format!("{}: unexpected {unexpected:?}, absent {absent:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_real_engine_itself_is_judged_as_the_specification_says() {
    let engine = RealEngine::start().unwrap();
    let scan = scan(&engine).await;
    let info = engine.get("/info").unwrap();
    let mut expected =
        BTreeSet::from(["HST-004 low", "HST-005 low", "HST-012 info", "HST-014 info", "HST-017 info"]);
    if info["CgroupVersion"] == "1" {
        expected.insert("HST-010 info");
    }
    let found = lines(&evaluate_host(&scan.host, &Policy::default(), now()).findings);
    assert_eq!(found, expected.into_iter().map(String::from).collect());
    assert_eq!(scan.host.engine_id, info["ID"].as_str().unwrap());
}

#[tokio::test]
async fn a_probe_of_a_real_engine_names_it_and_a_stopped_one_is_unreachable() {
    let mut engine = RealEngine::start().unwrap();
    engine.create("one", serde_json::json!({})).unwrap();
    let endpoint = engine.address().parse().unwrap();
    let answer = probe(&endpoint, &Settings::default()).await.unwrap();
    assert!(answer.engine.starts_with("Docker "), "{}", answer.engine);
    assert_eq!(answer.containers, 1);
    engine.stop().unwrap();
    let error = probe(&endpoint, &Settings::default()).await.unwrap_err();
    assert_eq!(error.cause(), "unreachable");
}
