use fleet::scan::ScanError;
use fleet::workload::ChangeReason;
use posture::{Policy, testing};
use store::ReassessReport;

use super::support::*;

const DAY: i64 = 24 * 60;

#[tokio::test]
async fn time_alone_opens_what_it_brings_without_a_scan() {
    let world = World::new().await;
    world.scan(1, &[hardened("web", 1)]).await;
    assert!(world.states(1).await.is_empty());
    // The image was built ten days before the first minute: at 90 days it is old.
    let before = world.store.reassess_due(minute(79 * DAY), 100).await.unwrap();
    assert_eq!(before, ReassessReport::default());
    let report = world.store.reassess_due(minute(81 * DAY), 100).await.unwrap();
    assert_eq!((report.assessed, report.changed), (1, 1));
    assert_eq!(world.states(81 * DAY).await, ["STL-001 open"]);
    let id = world.id_of("web", 81 * DAY).await;
    let history =
        world.store.workload_history(&admin(), id, minute(0), minute(81 * DAY)).await.unwrap().unwrap();
    assert_eq!(history.intervals.last().unwrap().reason, ChangeReason::Aged);
    assert_eq!(world.store.reassess_due(minute(81 * DAY), 100).await.unwrap(), ReassessReport::default());
}

#[tokio::test]
async fn a_scan_after_the_moment_finds_nothing_left_to_change() {
    let world = World::new().await;
    world.scan(1, &[hardened("web", 1)]).await;
    world.store.reassess_due(minute(81 * DAY), 100).await.unwrap();
    let recorded = world.scan(81 * DAY + 1, &[hardened("web", 1)]).await;
    assert_eq!((recorded.changed, recorded.opened, recorded.resolved), (0, 0, 0));
}

#[tokio::test]
async fn a_new_policy_is_applied_to_what_is_known() {
    let world = World::new().await;
    let writable = testing::hardened().container(|c| c.read_only_root = false);
    world.scan(1, &[container("ci", 1, &writable), hardened("web", 1)]).await;
    let policy = Policy { version: 2, rules_off: ["MNT-007".to_owned()].into(), ..Policy::default() };
    publish(&world, &policy).await;
    let report = world.store.reassess_due(minute(2), 100).await.unwrap();
    assert_eq!((report.assessed, report.changed), (2, 2));
    assert_eq!(world.states(2).await, ["MNT-007 resolved"]);
    let ci = world.workload("ci", 2).await;
    assert_eq!((ci.row.score, ci.policy_version), (100.0, 2));
    assert_eq!(world.store.reassess_due(minute(3), 100).await.unwrap(), ReassessReport::default());
    let then = world.store.workload_as_of(&admin(), ci.row.id, minute(1)).await.unwrap().unwrap();
    assert_eq!((then.policy_version, then.row.counts.medium), (1, 1));
}

#[tokio::test]
async fn a_scan_applies_a_new_policy_by_itself() {
    let world = World::new().await;
    let writable = testing::hardened().container(|c| c.read_only_root = false);
    let ci = [container("ci", 1, &writable)];
    world.scan(1, &ci).await;
    let policy = Policy { version: 2, rules_off: ["MNT-007".to_owned()].into(), ..Policy::default() };
    publish(&world, &policy).await;
    let recorded = world.scan(2, &ci).await;
    assert_eq!((recorded.changed, recorded.resolved), (1, 1));
    assert_eq!(world.store.reassess_due(minute(3), 100).await.unwrap(), ReassessReport::default());
}

#[tokio::test]
async fn what_newer_rules_have_judged_is_left_alone() {
    let world = World::new().await;
    world.scan(1, &[hardened("web", 1)]).await;
    sqlx::query("update hosts set rules_revision = 1000000").execute(world.store.pool()).await.unwrap();
    let report = world.store.reassess_due(minute(81 * DAY), 100).await.unwrap();
    assert_eq!(report, ReassessReport::default());
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_ages_with_what_is_known() {
    let world = World::new().await;
    world.scan(1, &[hardened("web", 1)]).await;
    world.store.record_scan_failure(world.host, &ScanError::Interrupted, minute(2)).await.unwrap();
    world.store.reassess_due(minute(81 * DAY), 100).await.unwrap();
    assert!(world.finding("STL-001", 81 * DAY).await.stale);
}

async fn publish(world: &World, policy: &Policy) {
    sqlx::query(
        "insert into policies (version, body, published_at, published_by) values ($1, $2, now(), 'ada')",
    )
    .bind(i32::try_from(policy.version).unwrap())
    .bind(sqlx::types::Json(policy))
    .execute(world.store.pool())
    .await
    .unwrap();
}
