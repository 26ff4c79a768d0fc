use chrono::TimeDelta;
use fleet::Scope;
use fleet::finding::{FindingState, Replicas};
use fleet::workload::ChangeReason;
use posture::facts::State;
use posture::{Grade, testing};

use super::support::*;

#[tokio::test]
async fn a_first_scan_opens_what_the_rules_find() {
    let world = World::new().await;
    let recorded = world.scan(1, &[with_socket("ci", 1), hardened("web", 1)]).await;
    assert_eq!((recorded.containers, recorded.changed, recorded.opened, recorded.resolved), (2, 2, 1, 0));
    assert_eq!(world.states(1).await, ["MNT-001 open"]);
    let rows = world.workloads(1).await;
    let [ci, web] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((ci.grade, ci.counts.critical, ci.counts.total()), (Grade::F, 1, 1));
    assert_eq!((web.grade, web.score, web.counts.total()), (Grade::A, 100.0, 0));
    assert!((ci.score - 18.4).abs() < 0.05, "scoring.md says 18.4, not {}", ci.score);
    assert_eq!(ci.worst_finding.as_ref().unwrap().rule, "MNT-001");
    assert_eq!(ci.escape_paths.len(), 1);
}

#[tokio::test]
async fn the_explanation_adds_up_to_what_is_lost() {
    let world = World::new().await;
    world.scan(1, &[plain("web")]).await;
    let detail = world.workload("web", 1).await;
    let loss: f64 = detail.findings.iter().map(|finding| finding.loss).sum();
    assert!((loss - (100.0 - detail.row.score)).abs() < 1e-9);
    assert_eq!(detail.containers.len(), 1);
    assert_eq!(detail.facts.image_reference, "nginx:latest");
}

#[tokio::test]
async fn a_scan_that_found_no_change_writes_no_row_per_container() {
    let world = World::new().await;
    let containers: Vec<_> = (0..50).map(|number| plain(&format!("web-{number}"))).collect();
    world.scan(1, &containers).await;
    let before = written(&world).await;
    for at in 2..5 {
        let recorded = world.scan(at, &containers).await;
        assert_eq!((recorded.containers, recorded.changed, recorded.opened), (50, 0, 0));
    }
    assert_eq!(written(&world).await, before);
    assert_eq!(world.count("select scans from scan_runs").await, 4);
    assert_eq!(world.workloads(5).await[0].seen_at, minute(4));
}

#[tokio::test]
async fn a_change_of_one_container_writes_the_rows_of_that_one() {
    let world = World::new().await;
    let mut containers: Vec<_> = (0..20).map(|number| plain(&format!("web-{number}"))).collect();
    world.scan(1, &containers).await;
    let before = written(&world).await;
    containers[7].runtime.started_at = Some(minute(1));
    world.scan(2, &containers).await;
    let after = written(&world).await;
    let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].starts_with("containers"), "{changed:?}");
}

#[tokio::test]
async fn a_container_in_a_loop_of_restarts_is_no_news_at_every_scan() {
    let world = World::new().await;
    let looping = |at| {
        let mut container = plain("web");
        container.runtime.state = State::Restarting;
        container.runtime.restart_count = u32::try_from(at).unwrap();
        container.runtime.started_at = Some(minute(at));
        container
    };
    world.scan(1, &[looping(1)]).await;
    let before = written(&world).await;
    for at in 2..5 {
        world.scan(at, &[looping(at)]).await;
    }
    assert_eq!(written(&world).await, before);
    assert_eq!(world.count("select scans from scan_runs").await, 4);
}

/// Table, row and the transaction that wrote it, of everything that is kept per container.
async fn written(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select 'containers ' || engine_id || ' ' || xmin::text from containers
         union all select 'workloads ' || id::text || ' ' || xmin::text from workloads
         union all select 'postures ' || workload_id::text || ' ' || valid_from::text || ' ' || xmin::text from postures
         union all select 'findings ' || id::text || ' ' || xmin::text from findings
         union all select 'events ' || id::text || ' ' || xmin::text from finding_events
         union all select 'facts ' || hash::text || ' ' || xmin::text from facts
         union all select 'outcomes ' || hash::text || ' ' || xmin::text from outcomes
         order by 1",
    )
    .fetch_all(world.store.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_redeploy_keeps_workload_findings_and_decisions() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let (workload, finding) = (world.id_of("ci", 1).await, world.finding("MNT-001", 1).await);
    let mut redeployed = with_socket("ci", 2);
    redeployed.facts.program = "agent".into();
    let recorded = world.scan(2, &[redeployed]).await;
    assert_eq!((recorded.changed, recorded.opened, recorded.resolved), (1, 0, 0));
    assert_eq!(world.id_of("ci", 2).await, workload);
    assert_eq!(world.finding("MNT-001", 2).await.id, finding.id);
    let history =
        world.store.workload_history(&admin(), workload, minute(0), minute(3)).await.unwrap().unwrap();
    let reasons: Vec<_> = history.intervals.iter().map(|interval| interval.reason).collect();
    assert_eq!(reasons, [ChangeReason::FirstSeen, ChangeReason::Redeployed]);
    assert_eq!(history.intervals[0].valid_to, Some(minute(2)));
}

#[tokio::test]
async fn a_fix_resolves_at_once_and_a_relapse_within_a_day_is_flapping() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let id = world.finding("MNT-001", 1).await.id;
    let fixed = world.scan(2, &[hardened("ci", 2)]).await;
    assert_eq!((fixed.opened, fixed.resolved), (0, 1));
    assert_eq!(world.states(2).await, ["MNT-001 resolved"]);
    assert_eq!(world.workload("ci", 2).await.row.score, 100.0);
    world.scan(3, &[with_socket("ci", 3)]).await;
    assert_eq!(world.events(id, 3).await, ["opened", "resolved", "reopened"]);
    let detail = world.store.finding(&admin(), id, minute(3)).await.unwrap().unwrap();
    let newest = serde_json::to_value(&detail.events[0].kind).unwrap();
    assert_eq!(newest, serde_json::json!({"kind": "reopened", "flapping": true}));
}

#[tokio::test]
async fn a_workload_that_is_gone_resolves_after_the_grace_and_not_before() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1), hardened("web", 1)]).await;
    world.scan(2, &[hardened("web", 1)]).await;
    let ci = world.workload("ci", 2).await.row;
    assert_eq!((ci.replicas, ci.state), (0, State::Exited));
    assert_eq!(world.states(2).await, ["MNT-001 open"]);
    let listed = world.store.summary(&admin(), &Scope::default(), minute(2)).await.unwrap();
    assert_eq!(listed.workloads, 1);
    world.scan(61, &[hardened("web", 1)]).await;
    assert_eq!(world.states(61).await, ["MNT-001 open"]);
    let recorded = world.scan(62, &[hardened("web", 1)]).await;
    assert_eq!(recorded.resolved, 1);
    assert_eq!(world.states(62).await, ["MNT-001 resolved"]);
    let id = world.id_of("ci", 62).await;
    world.scan(90, &[hardened("web", 1), with_socket("ci", 1)]).await;
    assert_eq!(world.id_of("ci", 90).await, id);
    assert_eq!(world.states(90).await, ["MNT-001 reopened"]);
}

#[tokio::test]
async fn a_short_absence_resolves_nothing() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.scan(2, &[]).await;
    world.scan(30, &[with_socket("ci", 2)]).await;
    world.scan(120, &[with_socket("ci", 2)]).await;
    assert_eq!(world.states(120).await, ["MNT-001 open"]);
    assert_eq!(world.workload("ci", 120).await.row.replicas, 1);
}

#[tokio::test]
async fn the_worst_replica_decides_and_the_others_findings_are_open_too() {
    let world = World::new().await;
    let bad = in_project(with_socket("shop-web-1", 1), "shop", "web");
    let mut odd = testing::hardened();
    odd.container.read_only_root = false;
    let odd = in_project(container("shop-web-2", 1, &odd), "shop", "web");
    world.scan(1, &[bad, odd]).await;
    let rows = world.workloads(1).await;
    let [web] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((web.replicas, web.grade), (2, Grade::F));
    assert_eq!(world.states(1).await, ["MNT-001 open", "MNT-007 open"]);
    let (counted, other) = (world.finding("MNT-001", 1).await, world.finding("MNT-007", 1).await);
    assert_eq!(counted.replicas, Replicas { affected: 1, all: 2 });
    assert_eq!(other.replicas, Replicas { affected: 1, all: 2 });
    assert!(counted.loss > 80.0);
    assert_eq!((other.loss, other.gain), (0.0, 0.0));
}

#[tokio::test]
async fn a_young_ephemeral_workload_opens_nothing_until_it_is_an_hour_old() {
    let world = World::new().await;
    let mut sample = testing::plain();
    sample.runtime.created_at = Some(minute(0));
    let run = container("admiring_lovelace", 1, &sample);
    world.scan(1, std::slice::from_ref(&run)).await;
    assert!(world.states(1).await.is_empty());
    let detail = world.workload("nginx", 1).await;
    assert!(!detail.findings.is_empty(), "the score is explained all the same");
    world.scan(59, std::slice::from_ref(&run)).await;
    assert!(world.states(59).await.is_empty());
    let recorded = world.scan(60, &[run]).await;
    assert_eq!(recorded.opened as usize, detail.findings.len());
}

#[tokio::test]
async fn a_young_ephemeral_workload_with_an_escape_path_opens_at_once() {
    let world = World::new().await;
    let mut run = with_socket("admiring_lovelace", 1);
    run.runtime.created_at = Some(minute(0));
    world.scan(1, &[run]).await;
    assert_eq!(world.states(1).await, ["MNT-001 open"]);
}

#[tokio::test]
async fn an_exited_workload_is_scored_and_does_not_count() {
    let world = World::new().await;
    let mut exited = with_socket("ci", 1);
    exited.runtime.state = State::Exited;
    world.scan(1, &[exited, hardened("web", 1)]).await;
    let summary = world.store.summary(&admin(), &Scope::default(), minute(1)).await.unwrap();
    assert_eq!((summary.workloads, summary.index), (1, Some(100.0)));
    assert_eq!(world.finding("MNT-001", 1).await.state, FindingState::Open);
}

#[tokio::test]
async fn two_records_at_one_moment_leave_intervals_in_order() {
    let world = World::new().await;
    for generation in 1..4 {
        let mut container = with_socket("ci", generation);
        container.facts.program = format!("agent-{generation}");
        world.scan(1, &[container]).await;
    }
    let id = world.id_of("ci", 2).await;
    let history = world.store.workload_history(&admin(), id, minute(0), minute(2)).await.unwrap().unwrap();
    let starts: Vec<_> = history.intervals.iter().map(|interval| interval.valid_from).collect();
    let micro = TimeDelta::microseconds(1);
    assert_eq!(starts, [minute(1), minute(1) + micro, minute(1) + micro + micro]);
}

#[tokio::test]
async fn an_unknown_check_resolves_nothing() {
    let world = World::new().await;
    let mut sample = testing::plain();
    sample.image.as_mut().unwrap().repo_digests.clear();
    let mut first = scan(&[container("web", 1, &sample)]);
    first.images = sample.image.into_iter().collect();
    world.record(1, &first).await;
    assert!(world.states(1).await.contains(&"IMG-004 open".to_owned()));
    // Another image, of which nothing could be read.
    let mut second = first.clone();
    second.images.clear();
    second.containers[0].facts.image_id = format!("sha256:{}", "3".repeat(64));
    world.record(2, &second).await;
    assert!(world.states(2).await.contains(&"IMG-004 open".to_owned()));
}
