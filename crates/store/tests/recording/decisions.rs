use fleet::finding::{Decision, FindingState};
use fleet::{Actor, Problem, Role};
use posture::{Grade, testing};

use super::support::*;

#[tokio::test]
async fn accepting_scores_again_at_once_and_keeps_the_raw_score() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let before = world.workload("ci", 1).await.row;
    let row = world.decide("MNT-001", &accept_until(100), 2).await;
    assert_eq!((row.state, row.loss, row.accepted_until), (FindingState::Accepted, 0.0, Some(minute(100))));
    let after = world.workload("ci", 2).await;
    assert_eq!((after.row.score, after.row.grade), (100.0, Grade::A));
    assert_eq!(after.row.raw_score, before.raw_score);
    assert_eq!((after.row.accepted, after.row.counts.critical), (1, 0));
    assert_eq!(after.valid_from, minute(2));
    let detail = world.store.finding(&admin(), row.id, minute(2)).await.unwrap().unwrap();
    let acceptance = detail.acceptance.unwrap();
    assert_eq!((acceptance.by.as_str(), acceptance.until), ("analyst", minute(100)));
    assert_eq!(acceptance.reason, "only reachable from the build network");
    assert_eq!(world.count("select count(*) from audit where action = 'finding.decide'").await, 1);
}

#[tokio::test]
async fn an_acceptance_that_expires_opens_the_finding_and_lowers_the_score() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let before = world.workload("ci", 1).await.row.score;
    let id = world.decide("MNT-001", &accept_until(100), 2).await.id;
    assert_eq!(world.store.expire_acceptances(minute(99), 100).await.unwrap(), 0);
    assert_eq!(world.workload("ci", 99).await.row.score, 100.0);
    assert_eq!(world.store.expire_acceptances(minute(100), 100).await.unwrap(), 1);
    assert_eq!(world.workload("ci", 100).await.row.score, before);
    assert_eq!(world.states(100).await, ["MNT-001 open"]);
    assert_eq!(world.events(id, 100).await, ["opened", "accepted", "acceptance_expired"]);
    assert_eq!(world.store.expire_acceptances(minute(100), 100).await.unwrap(), 0);
}

#[tokio::test]
async fn an_accepted_finding_stays_accepted_across_scans_and_redeploys() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.decide("MNT-001", &accept_until(100), 2).await;
    world.scan(3, &[with_socket("ci", 1)]).await;
    let mut redeployed = with_socket("ci", 2);
    redeployed.facts.program = "agent".into();
    world.scan(4, &[redeployed]).await;
    assert_eq!(world.states(4).await, ["MNT-001 accepted"]);
    assert_eq!(world.workload("ci", 4).await.row.score, 100.0);
}

#[tokio::test]
async fn fixed_while_accepted_ends_the_acceptance_and_a_relapse_reopens() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let id = world.decide("MNT-001", &accept_until(1_000), 2).await.id;
    world.scan(3, &[hardened("ci", 2)]).await;
    assert_eq!(world.states(3).await, ["MNT-001 resolved"]);
    world.scan(4, &[with_socket("ci", 3)]).await;
    assert_eq!(world.states(4).await, ["MNT-001 reopened"]);
    assert_eq!(world.workload("ci", 4).await.row.grade, Grade::F);
    assert_eq!(world.events(id, 4).await, ["opened", "accepted", "resolved", "reopened"]);
}

#[tokio::test]
async fn a_severity_that_rises_voids_the_acceptance() {
    let world = World::new().await;
    let home = |read_only: bool| {
        let sample = testing::hardened();
        let sample = if read_only {
            sample.bind_read_only("/etc", "/host/etc")
        } else {
            sample.bind("/etc", "/host/etc")
        };
        container("backup", 1, &sample)
    };
    world.scan(1, &[home(true)]).await;
    let id = world.decide("MNT-003", &accept_until(1_000), 2).await.id;
    assert_eq!(world.workload("backup", 2).await.row.score, 100.0);
    world.scan(3, &[home(false)]).await;
    assert_eq!(world.states(3).await, ["MNT-003 open"]);
    assert_eq!(world.workload("backup", 3).await.row.grade, Grade::D);
    let events = world.events(id, 3).await;
    assert_eq!(events, ["opened", "accepted", "severity_changed", "acceptance_voided"]);
}

#[tokio::test]
async fn revoking_an_acceptance_brings_the_loss_back() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let before = world.workload("ci", 1).await.row.score;
    world.decide("MNT-001", &accept_until(100), 2).await;
    let row = world.decide("MNT-001", &Decision::RevokeAcceptance, 3).await;
    assert_eq!((row.state, row.accepted_until), (FindingState::Open, None));
    assert_eq!(world.workload("ci", 3).await.row.score, before);
}

#[tokio::test]
async fn a_decision_about_what_somebody_else_changed_is_refused() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let seen = world.finding("MNT-001", 1).await;
    let ada = user(Role::Analyst);
    let acknowledge = &Decision::Acknowledge;
    let first = world.store.decide(&ada, seen.id, Some(seen.revision), acknowledge, minute(2)).await.unwrap();
    assert_eq!(first.revision, seen.revision + 1);
    let second = world.store.decide(&ada, seen.id, Some(seen.revision), &accept_until(9), minute(2)).await;
    assert_eq!(second.unwrap_err().problem(), Problem::Stale);
    assert_eq!(world.finding("MNT-001", 2).await.state, FindingState::Acknowledged);
    assert_eq!(world.count("select count(*) from audit where action = 'finding.decide'").await, 1);
}

#[tokio::test]
async fn a_finding_of_a_host_can_be_accepted_too() {
    let world = World::new().await;
    let mut first = scan(&[]);
    first.host = testing::hardened_host().host(|host| host.live_restore = Some(false)).host;
    world.record(1, &first).await;
    let host = world.store.host(&admin(), world.host, minute(1)).await.unwrap().unwrap();
    let finding = &host.findings[0];
    assert!((finding.loss - (100.0 - host.row.score.unwrap())).abs() < 1e-9);
    let cli = Actor::System("cli".into());
    world.store.decide(&cli, finding.id, None, &accept_until(100), minute(2)).await.unwrap();
    let host = world.store.host(&admin(), world.host, minute(2)).await.unwrap().unwrap();
    assert_eq!((host.row.score, host.row.grade), (Some(100.0), Some(Grade::A)));
    assert_eq!(world.store.expire_acceptances(minute(100), 10).await.unwrap(), 1);
    let host = world.store.host(&admin(), world.host, minute(100)).await.unwrap().unwrap();
    assert_eq!(host.findings[0].state, FindingState::Open);
    assert!(host.row.score.unwrap() < 100.0);
}
