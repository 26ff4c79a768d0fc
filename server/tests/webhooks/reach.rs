use fleet::webhook::DeliveryFailure;

use super::receiver::Receiver;
use super::{World, sender};

/// Sends one message to `host` at the receiver's port.
async fn failure(world: &World, receiver: &Receiver, host: &str) -> DeliveryFailure {
    let webhook = world.webhook(&receiver.at(host, "well", "one")).await;
    let (store, actor) = (&world.app.store, world.app.operator());
    store.test_webhook(&actor, webhook.id, world.app.now()).await.expect("queued");
    world.app.run_jobs().await;
    world.failure(&webhook).await
}

#[tokio::test]
async fn this_machine_is_refused_however_its_address_is_written() {
    let mut world = World::new().await;
    world.app.jobs.sender = sender(&[]);
    let receiver = Receiver::start();
    for host in ["127.0.0.1", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"] {
        let refused = failure(&world, &receiver, host).await;
        assert!(matches!(refused, DeliveryFailure::Refused { .. }), "{host}: {refused:?}");
    }
    assert_eq!(receiver.answers(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_name_that_means_this_machine_is_refused_when_it_is_resolved() {
    let mut world = World::new().await;
    world.app.jobs.sender = sender(&["10.0.0.0/8"]);
    let receiver = Receiver::start();
    for host in ["localhost", "LOCALHOST"] {
        let refused = failure(&world, &receiver, host).await;
        let DeliveryFailure::Refused { why } = &refused else { panic!("{host}: {refused:?}") };
        assert!(why.contains("--webhook-allow"), "{why}");
    }
    assert_eq!(receiver.answers(), [] as [&str; 0]);
}

#[tokio::test]
async fn what_the_operator_allows_is_reached_by_name_and_by_address() {
    let world = World::new().await;
    let receiver = Receiver::start();
    for host in ["127.0.0.1", "localhost"] {
        let webhook = world.webhook(&receiver.at(host, "well", "one")).await;
        let (store, actor) = (&world.app.store, world.app.operator());
        store.test_webhook(&actor, webhook.id, world.app.now()).await.expect("queued");
    }
    world.app.run_jobs().await;
    assert_eq!(receiver.answers(), ["well", "well"]);
}

#[tokio::test]
async fn a_name_that_does_not_exist_and_a_port_where_nobody_listens_are_told_apart() {
    let world = World::new().await;
    let receiver = Receiver::start();
    let unresolved = failure(&world, &receiver, "nowhere.invalid").await;
    assert_eq!(unresolved, DeliveryFailure::Unresolved);
    let webhook = world.webhook("http://127.0.0.1:9/").await;
    world.app.store.test_webhook(&world.app.operator(), webhook.id, world.app.now()).await.expect("queued");
    world.app.run_jobs().await;
    assert_eq!(world.failure(&webhook).await, DeliveryFailure::Unreachable);
}
