use fleet::host::{HostChange, HostFilter, HostState, NewHost};
use fleet::scan::{MissingWhat, ScanError};
use fleet::{HostId, Page, Problem, Scope};
use store::HostTurn;
use uuid::Uuid;

use super::support::*;

fn fields(problem: Problem) -> Vec<String> {
    let Problem::Invalid { errors } = problem else { panic!("{problem:?}") };
    errors.into_iter().map(|error| error.field).collect()
}

#[tokio::test]
async fn a_new_host_is_due_at_once_and_taken_once() {
    let world = World::new().await;
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let due = world.store.take_due_hosts(minute(0), 10, one, 60).await.unwrap();
    assert_eq!(due.iter().map(|host| host.name.as_str()).collect::<Vec<_>>(), ["berlin-1"]);
    assert!(world.store.take_due_hosts(minute(0), 10, two, 60).await.unwrap().is_empty());
    // Its holder was killed: the lease runs out.
    assert_eq!(world.store.take_due_hosts(minute(1), 10, two, 60).await.unwrap().len(), 1);
    world.scan(2, &[]).await;
    assert!(world.store.take_due_hosts(minute(6), 10, one, 60).await.unwrap().is_empty());
    assert_eq!(world.store.take_due_hosts(minute(7), 10, one, 60).await.unwrap().len(), 1);
}

#[tokio::test]
async fn names_and_endpoints_are_taken_once_and_fields_have_bounds() {
    let world = World::new().await;
    let add = async |host: NewHost| world.store.add_host(&admin(), &host, minute(1)).await;
    let mut same = new_host("berlin-1");
    same.name = "BERLIN-1".into();
    assert_eq!(fields(add(same).await.unwrap_err().problem()), ["name", "endpoint"]);
    let bad = NewHost { name: " \n ".into(), scan_interval_s: 9, ..new_host("x") };
    assert_eq!(fields(add(bad).await.unwrap_err().problem()), ["name", "scan_interval_s"]);
    let mut labels = new_host("y");
    labels.labels.insert("team".into(), "pay\0ments".into());
    assert_eq!(fields(add(labels).await.unwrap_err().problem()), ["labels"]);
}

#[tokio::test]
async fn a_host_is_new_then_fresh_then_stale() {
    let world = World::new().await;
    let state =
        async |at| world.store.list_hosts(&admin(), &Scope::default(), minute(at)).await.unwrap()[0].state;
    assert_eq!(state(0).await, HostState::New);
    world.scan(1, &[hardened("web", 1)]).await;
    assert_eq!(state(16).await, HostState::Fresh);
    assert_eq!(state(17).await, HostState::Stale);
    let row = &world.store.list_hosts(&admin(), &Scope::default(), minute(1)).await.unwrap()[0];
    assert_eq!((row.containers, row.index, row.grades.a), (1, Some(100.0), 1));
    assert_eq!(row.engine, "Docker 29.0.0");
    assert_eq!(row.labels["env"], "prod");
}

#[tokio::test]
async fn one_engine_behind_two_records_is_a_clash_and_is_not_merged() {
    let world = World::new().await;
    let twin = world.store.add_host(&admin(), &new_host("copy"), minute(0)).await.unwrap();
    world.scan(1, &[hardened("web", 1)]).await;
    world.store.record_scan(twin, &scan(&[hardened("web", 1)]), minute(1)).await.unwrap();
    let rows = world.store.list_hosts(&admin(), &Scope::default(), minute(1)).await.unwrap();
    assert!(rows.iter().all(|row| row.clash.is_some()), "{rows:?}");
    assert_eq!(world.workloads(1).await.len(), 2);
}

#[tokio::test]
async fn an_engine_id_that_changed_is_a_clash() {
    let world = World::new().await;
    world.scan(1, &[]).await;
    let mut other = scan(&[]);
    other.host.engine_id = "another engine".into();
    world.record(2, &other).await;
    let clash =
        world.store.list_hosts(&admin(), &Scope::default(), minute(2)).await.unwrap()[0].clash.clone();
    assert_eq!(clash.as_deref(), Some("the engine's id was engine before"));
}

#[tokio::test]
async fn an_engine_that_an_administrator_knows_is_no_clash_until_its_id_changes_again() {
    let world = World::new().await;
    let clash = async |at| {
        world.store.list_hosts(&admin(), &Scope::default(), minute(at)).await.unwrap()[0].clash.clone()
    };
    let record = async |at, engine: &str| {
        let mut scan = scan(&[]);
        scan.host.engine_id = engine.into();
        world.record(at, &scan).await;
    };
    world.scan(1, &[]).await;
    record(2, "reinstalled").await;
    assert!(clash(2).await.is_some());
    world.store.acknowledge_clash(&admin(), world.host, minute(3)).await.unwrap();
    assert_eq!(clash(3).await, None);
    record(4, "reinstalled").await;
    assert_eq!(clash(4).await, None);
    record(5, "reinstalled again").await;
    assert_eq!(clash(5).await.as_deref(), Some("the engine's id was reinstalled before"));
    let twin = world.store.add_host(&admin(), &new_host("copy"), minute(6)).await.unwrap();
    let unknown = world.store.acknowledge_clash(&admin(), HostId(Uuid::from_u128(9)), minute(6)).await;
    assert_eq!(unknown.unwrap_err().problem(), Problem::NotFound);
    world.store.acknowledge_clash(&admin(), twin, minute(6)).await.unwrap();
    let entries = "select count(*) from audit where action = 'host.acknowledge_clash' and actor = 'admin'";
    assert_eq!(world.count(entries).await, 2);
}

#[tokio::test]
async fn a_host_that_is_removed_takes_its_findings_along_and_leaves_its_past() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let id = world.id_of("ci", 1).await;
    world.store.remove_host(&admin(), world.host, minute(2)).await.unwrap();
    assert!(world.store.list_hosts(&admin(), &Scope::default(), minute(2)).await.unwrap().is_empty());
    assert_eq!(world.states(2).await, ["MNT-001 resolved"]);
    assert_eq!(world.store.summary(&admin(), &Scope::default(), minute(2)).await.unwrap().workloads, 0);
    assert!(world.store.workload_as_of(&admin(), id, minute(1)).await.unwrap().is_some());
    assert!(world.store.workload_as_of(&admin(), id, minute(2)).await.unwrap().is_none());
    let late = world.store.record_scan(world.host, &scan(&[]), minute(3)).await.unwrap_err();
    assert_eq!(late.problem(), Problem::NotFound);
    let again = world.store.add_host(&admin(), &new_host("berlin-1"), minute(4)).await.unwrap();
    assert_ne!(again, world.host);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::new().await;
    let nobody = HostId(Uuid::from_u128(9));
    assert!(world.store.host(&admin(), nobody, minute(0)).await.unwrap().is_none());
    let turn = world.store.take_host(nobody, minute(0), Uuid::from_u128(1), 60).await.unwrap();
    assert_eq!(turn, HostTurn::Gone);
    let error = world.store.remove_host(&admin(), nobody, minute(0)).await.unwrap_err();
    assert_eq!(error.problem(), Problem::NotFound);
}

#[tokio::test]
async fn two_who_change_different_things_of_a_host_at_once_both_get_them() {
    let world = World::new().await;
    let mut held = world.store.pool().begin().await.unwrap();
    sqlx::query("select from hosts for update").execute(&mut *held).await.unwrap();
    let changing = |change: HostChange| {
        let (store, host) = (world.store.clone(), world.host);
        tokio::spawn(async move { store.change_host(&admin(), host, &change, minute(1)).await })
    };
    let named = changing(HostChange { name: Some("munich-1".into()), ..HostChange::default() });
    let paced = changing(HostChange { scan_interval_s: Some(900), ..HostChange::default() });
    // Both have read whatever they read before they wait.
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
    while world.count(waiting).await < 2 {
        tokio::task::yield_now().await;
    }
    held.commit().await.unwrap();
    named.await.unwrap().unwrap();
    paced.await.unwrap().unwrap();
    let host = world.store.host(&admin(), world.host, minute(2)).await.unwrap().unwrap();
    assert_eq!((host.row.name.as_str(), host.scan_interval_s), ("munich-1", 900));
}

/// One host in each state, `partial` twice.
async fn in_every_state() -> World {
    let world = World::new().await;
    let at = 100;
    world.record(at - 15, &scan(&[])).await;
    for name in ["Fresh", "partial-2", "partial-1", "failed", "new"] {
        let host = world.store.add_host(&admin(), &new_host(name), minute(0)).await.unwrap();
        let mut read = scan(&[]);
        match name {
            "new" => continue,
            "failed" => {
                world.store.record_scan_failure(host, &ScanError::Interrupted, minute(at)).await.unwrap();
                continue;
            }
            "Fresh" => {}
            _ => read.missing = vec![missing(MissingWhat::Networks)],
        }
        world.store.record_scan(host, &read, minute(at)).await.unwrap();
    }
    world
}

#[tokio::test]
async fn hosts_are_given_in_parts_by_state_as_they_are_shown() {
    let world = in_every_state().await;
    let now = minute(101);
    let all = world.store.list_hosts(&admin(), &Scope::default(), now).await.unwrap();
    let names: Vec<_> = all.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["berlin-1", "failed", "Fresh", "new", "partial-1", "partial-2"]);
    for state in [HostState::New, HostState::Fresh, HostState::Partial, HostState::Stale, HostState::Failed] {
        let filter = HostFilter { states: vec![state], ..HostFilter::default() };
        let page = world.store.page_of_hosts(&admin(), &filter, &Page::default(), now).await.unwrap();
        let expected: Vec<_> = all.iter().filter(|row| row.state == state).cloned().collect();
        assert!(!expected.is_empty(), "{state:?}");
        assert_eq!((page.total, page.next), (expected.len() as i64, None));
        assert_eq!(page.items, expected, "{state:?}");
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = Page::after(after, 2);
        let part = world.store.page_of_hosts(&admin(), &HostFilter::default(), &page, now).await.unwrap();
        assert_eq!(part.total, 6);
        found.extend(part.items);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, all);
}
