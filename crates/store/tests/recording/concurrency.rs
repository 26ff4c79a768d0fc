use super::support::*;

#[tokio::test]
async fn hosts_that_report_the_same_facts_at_once_do_not_block_each_other_for_good() {
    let world = World::new().await;
    let mut hosts = vec![world.host];
    for number in 2..=6 {
        let host = new_host(&format!("berlin-{number}"));
        hosts.push(world.store.add_host(&admin(), &host, minute(0)).await.unwrap());
    }
    for round in 1..4 {
        let tasks = hosts.iter().enumerate().map(|(number, host)| {
            let (store, host) = (world.store.clone(), *host);
            tokio::spawn(async move {
                let mut containers: Vec<_> = (0..20)
                    .map(|name| {
                        let mut container = plain(&format!("web-{name}"));
                        container.facts.program = format!("{round}-{name}");
                        container
                    })
                    .collect();
                if number % 2 == 1 {
                    containers.reverse();
                }
                store.record_scan(host, &scan(&containers), minute(round)).await
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            assert_eq!(task.await.unwrap().unwrap().changed, 20);
        }
    }
    assert_eq!(world.workloads(4).await.len(), 120);
}

#[tokio::test]
async fn two_scans_of_one_host_at_once_are_recorded_one_after_the_other() {
    let world = World::new().await;
    let containers = [with_socket("ci", 1)];
    let scan = scan(&containers);
    let (one, two) = tokio::join!(
        world.store.record_scan(world.host, &scan, minute(1)),
        world.store.record_scan(world.host, &scan, minute(1)),
    );
    assert_eq!(one.unwrap().changed + two.unwrap().changed, 1);
    assert_eq!(world.count("select count(*) from postures").await, 1);
    assert_eq!(world.count("select count(*) from finding_events").await, 1);
}

#[tokio::test]
async fn a_decision_and_a_scan_at_once_leave_one_truth() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let id = world.finding("MNT-001", 1).await.id;
    let mut redeployed = with_socket("ci", 2);
    redeployed.facts.program = "agent".into();
    let (scan, actor, decision) = (scan(&[redeployed]), admin(), accept_until(100));
    let (recorded, decided) = tokio::join!(
        world.store.record_scan(world.host, &scan, minute(2)),
        world.store.decide(&actor, id, None, &decision, minute(2)),
    );
    recorded.unwrap();
    decided.unwrap();
    assert_eq!(world.states(2).await, ["MNT-001 accepted"]);
    assert_eq!(world.workload("ci", 2).await.row.score, 100.0);
    assert_eq!(world.count("select count(*) from postures where valid_to is null").await, 1);
}

#[tokio::test]
async fn a_scan_that_began_earlier_and_ended_later_changes_nothing() {
    let world = World::new().await;
    let early = scan(&[]);
    let mut late = scan(&[with_socket("ci", 1)]);
    late.started_at = minute(1);
    world.record(2, &late).await;
    world.record(3, &early).await;
    assert_eq!(world.states(3).await, ["MNT-001 open"]);
    assert_eq!(world.workload("ci", 3).await.row.replicas, 1);
}

#[tokio::test]
async fn an_older_replica_leaves_alone_what_newer_rules_have_judged() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    sqlx::query("update hosts set rules_revision = 1000000").execute(world.store.pool()).await.unwrap();
    let refused = world.store.record_scan(world.host, &scan(&[]), minute(2)).await.unwrap_err();
    assert_eq!(refused.problem().code(), "conflict");
    assert_eq!(world.states(2).await, ["MNT-001 open"]);
    let holder = uuid::Uuid::from_u128(1);
    assert!(world.store.take_due_hosts(minute(100), 8, holder, 60).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_only_another_replica_has_begins_an_interval_of_its_own() {
    let world = World::new().await;
    let service = |container| in_project(container, "shop", "api");
    let one = service(with_socket("shop-api-1", 1));
    world.scan(1, &[one.clone(), service(hardened("shop-api-2", 1))]).await;
    let privileged =
        container("shop-api-2", 2, &posture::testing::hardened().container(|c| c.privileged = true));
    world.scan(2, &[one, service(privileged)]).await;
    let id = world.id_of("api", 2).await;
    let history = world.store.workload_history(&admin(), id, minute(0), minute(2)).await.unwrap().unwrap();
    assert_eq!(history.intervals.len(), 2);
}
