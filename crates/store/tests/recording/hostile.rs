use fleet::finding::Replicas;
use posture::facts::{Origin, ValueKind, Variable};
use posture::testing;

use super::support::*;

const HOSTILE: &str = "a'; drop table findings; --\"<script>\\u0000\u{202e}\n\t💥";

#[tokio::test]
async fn quotes_markup_and_control_characters_come_back_as_they_were() {
    let world = World::new().await;
    let sample = testing::hardened().bind("/var/run/docker.sock", HOSTILE);
    world.scan(1, &[container(HOSTILE, 1, &sample)]).await;
    let row = &world.workloads(1).await[0];
    assert_eq!(row.name, HOSTILE);
    let finding = world.finding("MNT-001", 1).await;
    assert_eq!(finding.subject, HOSTILE);
    assert_eq!(world.workload(HOSTILE, 1).await.facts, sample.container);
}

#[tokio::test]
async fn nul_which_postgresql_cannot_store_becomes_the_replacement_character() {
    let world = World::new().await;
    let mut sample = testing::hardened().bind("/var/run/docker.sock", "/run\0x");
    sample.container.environment =
        vec![Variable { name: "A\0B".into(), kind: ValueKind::SecretNamed, origin: Origin::Container }];
    let mut nul = scan(&[container("we\0b", 1, &sample)]);
    nul.host.name = "ber\0lin".into();
    nul.images[0].tags = vec!["ng\0inx".into()];
    nul.tags = vec![("nginx:latest".into(), "sha256:\0".into())];
    nul.containers[0].runtime.changed_executables = Some(vec!["/bin/\0sh".into()]);
    world.record(1, &nul).await;
    world.record(2, &nul).await;
    assert_eq!(world.workloads(2).await[0].name, "we\u{fffd}b");
    assert_eq!(world.finding("MNT-001", 2).await.subject, "/run\u{fffd}x");
    assert_eq!(world.finding("SEC-002", 2).await.subject, "A\u{fffd}B");
    assert_eq!(world.count("select scans from scan_runs").await, 2);
    world.decide("MNT-001", &accept_until(100), 3).await;
    assert_eq!(world.workload("we\u{fffd}b", 3).await.row.accepted, 1);
}

#[tokio::test]
async fn endless_names_and_ids_that_come_twice_do_no_harm() {
    let world = World::new().await;
    let long = "x".repeat(1_000_000);
    let mut endless = with_socket(&long, 1);
    endless.engine_id.clone_from(&long);
    endless.facts.image_reference.clone_from(&long);
    endless.facts.labels.insert(long.clone(), Some(long.clone()));
    let twice = hardened("web", 1);
    world.scan(1, &[endless, twice.clone(), twice]).await;
    assert_eq!(world.workloads(1).await.len(), 2);
    assert_eq!(world.finding("MNT-001", 1).await.replicas, Replicas { affected: 1, all: 1 });
}

#[tokio::test]
async fn a_search_takes_its_words_literally() {
    let world = World::new().await;
    world.scan(1, &[hardened("100%_off", 1), hardened("1000-off", 1)]).await;
    let found = |search: &'static str| {
        let store = world.store.clone();
        async move {
            let filter = fleet::workload::WorkloadFilter {
                search: Some(search.into()),
                ..fleet::workload::WorkloadFilter::default()
            };
            let (sort, direction) =
                (fleet::workload::WorkloadSort::Name, fleet::workload::Direction::Ascending);
            let page = fleet::Page::default();
            let listed = store.list_workloads(&admin(), &filter, sort, direction, &page, minute(1)).await;
            listed.unwrap().items.into_iter().map(|row| row.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(found("100%_").await, ["100%_off"]);
    assert_eq!(found("OFF 1000").await, ["1000-off"]);
    assert_eq!(found("BERLIN off").await.len(), 2);
    assert!(found("0_o").await.is_empty());
    assert!(found("\0").await.len() == 2, "NUL matches nothing and refuses nothing");
}
