use fleet::Scope;
use fleet::finding::FindingState;
use fleet::overview::FleetSummary;
use fleet::workload::ChangeReason::{Acceptance, FirstSeen, Gone, Redeployed};
use posture::Grade;

use super::support::*;

#[tokio::test]
async fn the_past_of_a_workload_stays_what_was_known_then() {
    let world = World::new().await;
    world.scan(10, &[with_socket("ci", 1)]).await;
    world.decide("MNT-001", &accept_until(1_000), 20).await;
    world.scan(30, &[hardened("ci", 2)]).await;
    let id = world.id_of("ci", 30).await;
    let as_of = async |at| world.store.workload_as_of(&admin(), id, minute(at)).await.unwrap();
    assert!(as_of(9).await.is_none());
    let open = as_of(10).await.unwrap();
    assert_eq!(
        (open.row.grade, open.row.counts.critical, open.findings[0].state),
        (Grade::F, 1, FindingState::Open)
    );
    let accepted = as_of(29).await.unwrap();
    assert_eq!((accepted.row.score, accepted.row.accepted), (100.0, 1));
    assert_eq!(accepted.findings[0].state, FindingState::Accepted);
    let fixed = as_of(30).await.unwrap();
    assert_eq!((fixed.row.score, fixed.findings.len(), fixed.valid_from), (100.0, 0, minute(30)));
}

#[tokio::test]
async fn the_fleet_of_the_past_is_counted_as_it_was() {
    let world = World::new().await;
    world.scan(10, &[with_socket("ci", 1), hardened("web", 1)]).await;
    world.scan(20, &[hardened("web", 1)]).await;
    world.scan(90, &[hardened("web", 1)]).await;
    let as_of = async |at| world.store.overview_as_of(&admin(), &Scope::default(), minute(at)).await.unwrap();
    let nothing = as_of(9).await;
    assert_eq!((nothing.workloads, nothing.index, nothing.hosts), (0, None, 1));
    let both = as_of(15).await;
    assert_eq!((both.workloads, both.counts.critical, (both.grades.a, both.grades.f)), (2, 1, (1, 1)));
    assert_eq!(both.last_scan_at, Some(minute(10)));
    let one = as_of(25).await;
    assert_eq!((one.workloads, one.index, one.counts.critical), (1, Some(100.0), 0));
    assert_eq!((as_of(35).await.hosts_stale, as_of(36).await.hosts_stale), (0, 1));
    let now = world.store.summary(&admin(), &Scope::default(), minute(91)).await.unwrap();
    assert_eq!(as_of(91).await, FleetSummary { to_do: None, ..now });
}

#[tokio::test]
async fn a_history_says_what_began_each_interval_and_what_came_and_went() {
    let world = World::new().await;
    world.scan(10, &[hardened("ci", 1)]).await;
    world.scan(20, &[with_socket("ci", 2)]).await;
    world.decide("MNT-001", &accept_until(1_000), 30).await;
    world.scan(40, &[]).await;
    world.scan(100, &[]).await;
    let id = world.id_of("ci", 100).await;
    let history = world.store.workload_history(&admin(), id, minute(0), minute(100)).await.unwrap().unwrap();
    let told: Vec<_> = history
        .intervals
        .iter()
        .map(|interval| (interval.reason, interval.appeared.len(), interval.disappeared.len()))
        .collect();

    assert_eq!(told, [(FirstSeen, 0, 0), (Redeployed, 1, 0), (Acceptance, 0, 0), (Gone, 0, 0)]);
    assert_eq!(history.intervals[1].appeared[0].rule, "MNT-001");
    assert_eq!(history.intervals[3].valid_to, Some(minute(100)));
    // From within: the first one shown still knows what came with it.
    let later = world.store.workload_history(&admin(), id, minute(25), minute(100)).await.unwrap().unwrap();
    assert_eq!(later.intervals, history.intervals[1..]);
}

#[tokio::test]
async fn what_changed_since_is_counted_by_severity() {
    let world = World::new().await;
    world.scan(10, &[with_socket("ci", 1), with_socket("runner", 1)]).await;
    world.scan(20, &[hardened("ci", 2), with_socket("runner", 1)]).await;
    world.scan(30, &[with_socket("ci", 3), with_socket("runner", 1)]).await;
    let changes = async |since| {
        world.store.overview(&admin(), &Scope::default(), minute(since), minute(40)).await.unwrap().changes
    };
    let all = changes(0).await;
    assert_eq!((all.opened.critical, all.resolved.critical, all.reopened.critical), (2, 1, 1));
    let later = changes(20).await;
    assert_eq!((later.opened.total(), later.resolved.total(), later.reopened.critical), (0, 0, 1));
}

#[tokio::test]
async fn an_overview_names_the_worst_and_what_costs_most() {
    let world = World::new().await;
    world.scan(10, &[with_socket("ci", 1), hardened("web", 1)]).await;
    let overview = world.store.overview(&admin(), &Scope::default(), minute(0), minute(11)).await.unwrap();
    let names: Vec<_> = overview.worst.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["ci", "web"]);
    let mounts = &overview.dimensions[2];
    let costliest = mounts.costliest.clone().unwrap();
    assert_eq!((costliest.rule.as_str(), costliest.workloads), ("MNT-001", 1));
    assert!(mounts.mean < 100.0 && overview.dimensions[0].mean == 100.0);
    assert_eq!(overview.escape_paths.len(), 1);
    assert!(overview.hosts_needing_attention.is_empty());
}
