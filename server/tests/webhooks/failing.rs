use std::time::{Duration, Instant};

use chrono::TimeDelta;
use fleet::Page;
use fleet::audit::AuditFilter;
use fleet::webhook::{DeliveryFailure, DeliveryState, TRIED_FOR, WebhookSettings};

use super::World;
use super::receiver::Receiver;

#[tokio::test]
async fn a_receiver_that_answers_500_is_tried_again_until_it_is_well() {
    let world = World::new().await;
    let receiver = Receiver::start();
    let webhook = world.webhook(&receiver.url("fails", "one")).await;
    world.scan(&["ci"]).await;
    let report = world.app.run_jobs().await.remove("deliver").expect("the job ran");
    assert_eq!((report["queued"], report["failed"]), (1, 1));
    let DeliveryFailure::Status { status, excerpt, .. } = world.failure(&webhook).await else {
        panic!("no status")
    };
    assert_eq!(status, 500);
    assert!(excerpt.starts_with("<b>no disk</b> xxx") && excerpt.chars().count() == 200, "{excerpt:?}");
    world.app.run_jobs().await;
    assert_eq!(receiver.answers(), ["fails"], "not before its time");
    world.app.run_jobs_after(TimeDelta::seconds(5)).await;
    assert_eq!(receiver.answers(), ["fails", "fails"]);

    let settings = WebhookSettings { url: receiver.url("well", "one"), ..webhook.settings.clone() };
    let (store, actor) = (&world.app.store, world.app.operator());
    store.change_webhook(&actor, webhook.id, None, &settings, world.app.now()).await.expect("changed");
    world.app.run_jobs_after(TimeDelta::seconds(30)).await;
    assert_eq!(receiver.answers(), ["fails", "fails", "well"]);
    let received = receiver.received();
    let of = |name: &str| received.iter().map(|one| one.headers[name].clone()).collect::<Vec<_>>();
    assert!(of("webhook-id").windows(2).all(|pair| pair[0] == pair[1]), "the same message");
    assert!(of("webhook-signature").windows(2).all(|pair| pair[0] != pair[1]), "signed anew each time");
    assert_eq!(world.deliveries(&webhook).await[0].state, DeliveryState::Delivered);
}

#[tokio::test]
async fn a_message_that_was_given_up_after_a_day_can_be_sent_again() {
    let world = World::new().await;
    let receiver = Receiver::start();
    let webhook = world.webhook(&receiver.url("fails", "one")).await;
    world.scan(&["ci"]).await;
    world.app.run_jobs().await;
    world.app.run_jobs_after(TRIED_FOR).await;
    let delivery = world.deliveries(&webhook).await.remove(0);
    assert_eq!((delivery.state, delivery.next_attempt_at), (DeliveryState::Dead, None));
    world.app.run_jobs_after(TRIED_FOR).await;
    assert_eq!(receiver.answers().len(), 2, "nobody tries it any more");
    let (store, actor) = (&world.app.store, world.app.operator());
    let settings = WebhookSettings { url: receiver.url("well", "one"), ..webhook.settings.clone() };
    store.change_webhook(&actor, webhook.id, None, &settings, world.app.now()).await.expect("changed");
    store.redeliver(&actor, delivery.id, world.app.now()).await.expect("queued");
    world.app.run_jobs().await;
    assert_eq!(receiver.answers(), ["fails", "fails", "well"]);
}

#[tokio::test]
async fn a_receiver_that_is_busy_is_left_alone_for_as_long_as_it_asks() {
    let world = World::new().await;
    let receiver = Receiver::start();
    world.webhook(&receiver.url("busy", "one")).await;
    world.scan(&["ci"]).await;
    world.app.run_jobs().await;
    world.app.run_jobs_after(TimeDelta::seconds(3_599)).await;
    assert_eq!(receiver.answers(), ["busy"], "it asked for an hour");
    world.app.run_jobs_after(TimeDelta::seconds(1)).await;
    assert_eq!(receiver.answers(), ["busy", "busy"]);
}

#[tokio::test]
async fn a_receiver_that_is_gone_turns_its_webhook_off_until_somebody_turns_it_on() {
    let world = World::new().await;
    let receiver = Receiver::start();
    let webhook = world.webhook(&receiver.url("gone", "one")).await;
    world.scan(&["ci"]).await;
    world.app.run_jobs().await;
    let (store, actor) = (&world.app.store, world.app.operator());
    let now = store.webhook(&actor, webhook.id).await.expect("read").expect("there");
    assert!(!now.settings.enabled);
    assert_ne!(now.revision, webhook.revision, "who saw it on has seen another");
    world.app.run_jobs_after(TRIED_FOR).await;
    assert_eq!(receiver.answers(), ["gone"], "nobody asks it any more");
    let log = store.list_audit(&actor, &AuditFilter::default(), &Page::default()).await.expect("read").items;
    let entry = log.iter().find(|entry| entry.actor == "job:deliver").expect("the log says so");
    assert_eq!((entry.action.as_str(), entry.target.as_str()), ("webhook.change", &*webhook.id.to_string()));

    let settings = WebhookSettings { url: receiver.url("well", "one"), ..webhook.settings.clone() };
    store.change_webhook(&actor, webhook.id, None, &settings, world.app.now()).await.expect("changed");
    world.app.run_jobs().await;
    assert_eq!(receiver.answers(), ["gone", "well"], "the message was held");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = World::new().await;
    let receiver = Receiver::start();
    let webhook = world.webhook(&receiver.url("moved", "one")).await;
    world.scan(&["ci"]).await;
    world.app.run_jobs().await;
    assert_eq!(
        world.failure(&webhook).await,
        DeliveryFailure::Status { status: 307, excerpt: String::new(), retry_after_s: None }
    );
    assert_eq!(receiver.answers(), ["moved"]);
}

#[tokio::test]
async fn a_receiver_that_hangs_drips_or_sends_a_hundred_megabytes_costs_seconds_and_no_memory() {
    let world = World::new().await;
    let receiver = Receiver::start();
    let hanging = world.webhook(&receiver.url("hangs", "one")).await;
    let dripping = world.webhook(&receiver.url("drips", "two")).await;
    let flooding = world.webhook(&receiver.url("floods", "three")).await;
    let breaking = world.webhook(&receiver.url("breaks", "four")).await;
    world.scan(&["ci"]).await;
    let before = resident_kb();
    let begun = Instant::now();
    world.app.run_jobs().await;
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert!(resident_kb() < before + 20_000, "from {before} kB to {} kB", resident_kb());
    assert_eq!(world.failure(&hanging).await, DeliveryFailure::TimedOut);
    assert_eq!(world.failure(&breaking).await, DeliveryFailure::Broken);
    for webhook in [dripping, flooding] {
        let DeliveryFailure::Status { status: 500, excerpt, .. } = world.failure(&webhook).await else {
            panic!("{:?}", world.failure(&webhook).await)
        };
        assert!(excerpt.len() <= 200 && excerpt.chars().all(|c| c == 'x'), "{excerpt:?}");
    }
}

fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("there is /proc");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it says the memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
