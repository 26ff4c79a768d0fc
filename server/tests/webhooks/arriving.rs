use std::io::Write;
use std::process::{Command, Stdio};

use chrono::TimeDelta;
use fleet::Cursor;
use fleet::change::{ChangeFilter, ChangePage, FeedStart};
use fleet::webhook::DeliveryState;
use serde_json::{Value, json};

use super::World;
use super::receiver::{Received, Receiver};

#[tokio::test]
async fn a_message_is_the_change_of_the_feed_and_both_official_libraries_take_its_signature() {
    let world = World::new().await;
    let mut receiver = Receiver::start();
    let webhook = world.webhook(&receiver.url("well", "one")).await;
    let secret = world.secret(&webhook);
    receiver.learn("one", &secret);
    world.scan(&["ci"]).await;
    world.app.run_jobs().await;
    let [received] = &receiver.received()[..] else { panic!("{:?}", receiver.received()) };
    assert!(received.verified, "by the library for Python");
    assert_eq!(by_the_library_for_javascript(&secret, received), "verified");
    let tampered = Received { body: received.body.replace("opened", "closed"), ..received.clone() };
    assert_eq!(by_the_library_for_javascript(&secret, &tampered), "No matching signature found");

    let actor = world.app.operator();
    let page: ChangePage = world
        .app
        .store
        .changes(&actor, &ChangeFilter::default(), &FeedStart::Oldest, 10, &world.app.jobs.address)
        .await
        .expect("the feed");
    let sent: Value = serde_json::from_str(&received.body).expect("JSON");
    assert_eq!(sent, json!(page.items[0]));
    assert_eq!(
        (&sent["type"], &sent["data"]["finding"]["rule"]),
        (&json!("finding.opened"), &json!("MNT-001"))
    );
    assert_eq!(received.headers["webhook-id"], format!("change_{}", page.items[0].id));
    assert_eq!(received.headers["webhook-timestamp"], world.app.now().timestamp().to_string());
    assert_eq!(received.headers["content-type"], "application/json");
    assert_ne!(page.next_cursor, Cursor(String::new()));
    let delivery = world.deliveries(&webhook).await.remove(0);
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Delivered, 1));
    world.app.run_jobs().await;
    assert_eq!(receiver.received().len(), 1, "once");
}

#[tokio::test]
async fn while_a_secret_is_replaced_both_verify() {
    let world = World::new().await;
    let mut receiver = Receiver::start();
    let old = world.webhook(&receiver.url("well", "one")).await;
    receiver.learn("one", &world.secret(&old));
    let (store, actor) = (&world.app.store, world.app.operator());
    let new = store.renew_webhook_secret(&actor, old.id, world.app.now()).await.expect("renewed");
    assert_ne!(world.secret(&new), world.secret(&old));
    store.test_webhook(&actor, old.id, world.app.now()).await.expect("queued");
    world.app.run_jobs().await;
    receiver.learn("one", &world.secret(&new));
    store.test_webhook(&actor, old.id, world.app.now()).await.expect("queued");
    world.app.run_jobs().await;
    assert!(receiver.received().iter().all(|received| received.verified));

    // Later only the new one does. The libraries refuse a timestamp that is not of now, so the signatures are counted.
    world.app.clock.advance(TimeDelta::hours(24));
    store.test_webhook(&actor, old.id, world.app.now()).await.expect("queued");
    world.app.run_jobs().await;
    let signatures: Vec<usize> = receiver
        .received()
        .iter()
        .map(|received| received.headers["webhook-signature"].split(' ').count())
        .collect();
    assert_eq!(signatures, [2, 2, 1]);
}

#[tokio::test]
async fn no_secret_stands_in_the_database() {
    let world = World::new().await;
    let webhook = world.webhook("https://tracker.example/").await;
    let secret = world.secret(&webhook);
    let bare = secret.strip_prefix("whsec_").expect("as the specification says").to_owned();
    assert!(!world.app.database_text().await.contains(&bare));
}

/// What `standardwebhooks` from npm says of a message.
fn by_the_library_for_javascript(secret: &str, received: &Received) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end/verify-webhook.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs node, which `cargo xtask test` installs");
    let question = json!({ "secret": secret, "headers": received.headers, "body": received.body });
    node.stdin.take().expect("piped").write_all(question.to_string().as_bytes()).expect("it reads");
    let answer = node.wait_with_output().expect("it ends");
    String::from_utf8(answer.stdout).expect("text").trim().to_owned()
}
