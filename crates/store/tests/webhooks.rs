//! From what happens to findings to messages, and what becomes of these.

#![allow(clippy::unwrap_used, reason = "in tests an error is a failure")]

#[allow(dead_code, reason = "shared with the tests of recording")]
#[path = "recording/support.rs"]
mod support;

use chrono::TimeDelta;
use fleet::change::{Change, ChangeFilter, ChangeKind};
use fleet::webhook::{Delivery, DeliveryFailure, DeliveryState, Webhook, WebhookSettings};
use fleet::{DeliveryId, Page, Role, Scope};
use posture::Severity;
use store::testing::Database;
use store::{DueDelivery, QueueReport};
use support::*;
use uuid::Uuid;

const ADDRESS: &str = "https://plimsoll.example";
const URL: &str = "https://tracker.example/hook";
const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);
const LEASE_S: i64 = 60;

fn settings(filter: ChangeFilter) -> WebhookSettings {
    let url = URL.to_owned();
    WebhookSettings { name: "tracker".into(), url, filter, enabled: true }
}

impl World {
    async fn webhook(&self, filter: ChangeFilter) -> Webhook {
        self.store.create_webhook(&admin(), &settings(filter), minute(0)).await.unwrap()
    }

    async fn queue(&self, at: i64) -> QueueReport {
        self.store.queue_deliveries(ADDRESS, minute(at)).await.unwrap()
    }

    async fn take(&self, at: i64, holder: Uuid) -> Vec<DueDelivery> {
        self.store.take_deliveries(minute(at), 100, holder, LEASE_S).await.unwrap()
    }

    async fn deliveries(&self, webhook: &Webhook) -> Vec<Delivery> {
        self.store.list_deliveries(&admin(), webhook.id, None, &Page::first(500)).await.unwrap().items
    }

    async fn fail(&self, id: DeliveryId, at: i64) -> DeliveryState {
        let failure = DeliveryFailure::Status { status: 500, excerpt: "boom".into(), retry_after_s: None };
        self.store.delivery_failed(id, ONE, URL, &failure, minute(at)).await.unwrap().unwrap()
    }

    async fn now(&self, webhook: &Webhook) -> Webhook {
        self.store.webhook(&admin(), webhook.id).await.unwrap().unwrap()
    }
}

/// Types of the messages, oldest first.
fn kinds(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().rev().map(|delivery| delivery.kind.as_str()).collect()
}

#[tokio::test]
async fn what_happens_after_a_webhook_was_made_becomes_one_message_each() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    assert_eq!(world.queue(1).await.queued, 0, "what was before is the past");
    world.scan(2, &[hardened("ci", 2)]).await;
    world.scan(3, &[with_socket("ci", 3)]).await;
    assert_eq!(world.queue(3).await, QueueReport { queued: 2, more: false });
    assert_eq!(world.queue(4).await.queued, 0);
    assert_eq!(kinds(&world.deliveries(&webhook).await), ["finding.resolved", "finding.reopened"]);
    let taken = world.take(4, ONE).await;
    let change: Change = serde_json::from_str(&taken[0].payload).unwrap();
    assert_eq!((change.kind, change.timestamp), (ChangeKind::Resolved, minute(2)));
    assert_eq!(change.data.finding.url, format!("{ADDRESS}/findings/{}", change.data.finding.id));
    assert_eq!(taken[0].message_id, format!("change_{}", change.id));
    assert_eq!(taken[0].url, "https://tracker.example/hook");
}

#[tokio::test]
async fn a_webhook_hears_only_what_its_filter_takes() {
    let world = World::new().await;
    let of_rule = ChangeFilter { rules: vec!["MNT-001".into()], ..ChangeFilter::default() };
    let one = world.webhook(of_rule).await;
    let critical = ChangeFilter { severities: vec![Severity::Critical], ..ChangeFilter::default() };
    let two = world.webhook(critical).await;
    let scope = Scope::read([("label", "env=test")]).unwrap();
    let three = world.webhook(ChangeFilter { scope, ..ChangeFilter::default() }).await;
    let kinds_only = ChangeFilter { kinds: vec![ChangeKind::Resolved], ..ChangeFilter::default() };
    let four = world.webhook(kinds_only).await;
    world.scan(1, &[plain("web"), with_socket("ci", 1)]).await;
    world.queue(1).await;
    let mut heard = Vec::new();
    for webhook in [one, two, three, four] {
        heard.push(world.deliveries(&webhook).await.len());
    }
    assert_eq!(heard, [1, 1, 0, 0]);
}

#[tokio::test]
async fn a_webhook_that_was_off_is_not_told_of_what_happened_meanwhile() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    let off = WebhookSettings { enabled: false, ..settings(ChangeFilter::default()) };
    let changed = world.store.change_webhook(&admin(), webhook.id, Some(1), &off, minute(1)).await.unwrap();
    assert_eq!((changed.revision, changed.settings.enabled), (2, false));
    world.scan(2, &[with_socket("ci", 1)]).await;
    assert_eq!(world.queue(2).await.queued, 0);
    let stale = world.store.change_webhook(&admin(), webhook.id, Some(1), &off, minute(3)).await;
    assert_eq!(stale.unwrap_err().problem().code(), "stale");
    let on = settings(ChangeFilter::default());
    world.store.change_webhook(&admin(), webhook.id, Some(2), &on, minute(3)).await.unwrap();
    assert_eq!(world.queue(3).await.queued, 0);
    world.scan(4, &[hardened("ci", 2)]).await;
    world.queue(4).await;
    assert_eq!(kinds(&world.deliveries(&webhook).await), ["finding.resolved"]);
}

#[tokio::test]
async fn replicas_that_queue_and_take_at_once_make_and_take_each_message_once() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    let containers: Vec<_> = (0..80).map(|number| plain(&format!("web-{number}"))).collect();
    world.scan(1, &containers).await;
    let queueing: Vec<_> = (0..4)
        .map(|_| {
            let store = world.store.clone();
            tokio::spawn(
                async move { while store.queue_deliveries(ADDRESS, minute(1)).await.unwrap().more {} },
            )
        })
        .collect();
    for queueing in queueing {
        queueing.await.unwrap();
    }
    world.queue(1).await;
    let happened = world.count("select sum(length(findings) / 16)::bigint from finding_events").await;
    assert!(happened > 500);
    assert_eq!(world.now(&webhook).await.waiting, happened);

    let (one, two) = tokio::join!(world.take(1, ONE), world.take(1, TWO));
    let mut ids: Vec<_> = one.iter().chain(&two).map(|delivery| delivery.id).collect();
    let taken = ids.len();
    assert!((8..=16).contains(&taken), "{taken} are not a few at a time");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), taken);
    assert_eq!(world.take(1, ONE).await, [], "no more before these are done");
}

#[tokio::test]
async fn what_a_killed_process_had_taken_is_taken_again_when_its_lease_is_over() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.queue(1).await;
    let taken = world.take(1, ONE).await;
    assert_eq!(world.take(1, TWO).await, []);
    let again = world.take(2, TWO).await;
    assert_eq!(again, taken, "the same message under the same id");
    assert!(!world.store.delivered(taken[0].id, ONE, minute(2)).await.unwrap(), "it is another's now");
    assert!(world.store.delivered(taken[0].id, TWO, minute(2)).await.unwrap());
    let delivery = world.deliveries(&webhook).await.remove(0);
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Delivered, 1));
    assert_eq!((delivery.last_attempt_at, delivery.next_attempt_at), (Some(minute(2)), None));
    assert_eq!(world.take(100, ONE).await, []);
}

#[tokio::test]
async fn a_message_that_never_arrives_is_given_up_after_a_day_and_can_be_sent_again() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.queue(1).await;
    let (mut at, mut attempts) = (minute(1), 0);
    let dead = loop {
        let taken = world.store.take_deliveries(at, 100, ONE, LEASE_S).await.unwrap();
        let [due] = &taken[..] else { panic!("{taken:?} at {at}") };
        attempts += 1;
        let failed =
            world.store.delivery_failed(due.id, ONE, URL, &DeliveryFailure::TimedOut, at).await.unwrap();
        if failed == Some(DeliveryState::Dead) {
            break due.clone();
        }
        let delivery = world.deliveries(&webhook).await.remove(0);
        assert_eq!((delivery.attempts, &delivery.failure), (attempts, &Some(DeliveryFailure::TimedOut)));
        let next = delivery.next_attempt_at.unwrap();
        let early =
            world.store.take_deliveries(next - TimeDelta::seconds(1), 100, ONE, LEASE_S).await.unwrap();
        assert_eq!(early, [], "not before {next}");
        at = next;
    };
    assert_eq!(at, minute(1) + TimeDelta::hours(24));
    let now = world.now(&webhook).await;
    assert_eq!((now.dead, now.waiting, now.failing_since), (1, 0, Some(minute(1))));

    let later = 3 * 24 * 60;
    assert_eq!(world.take(later, ONE).await, []);
    let again = world.store.redeliver(&admin(), dead.id, minute(later)).await.unwrap();
    assert_eq!((again.state, again.attempts), (DeliveryState::Waiting, 0));
    let due = world.take(later, ONE).await;
    assert_eq!(due, std::slice::from_ref(&dead), "the same id and the same words");
    assert_eq!(world.fail(dead.id, later).await, DeliveryState::Waiting, "for another day");
    world.take(later + 1, ONE).await;
    world.store.delivered(dead.id, ONE, minute(later + 1)).await.unwrap();
    let now = world.now(&webhook).await;
    assert_eq!((now.dead, now.waiting, now.failing_since), (0, 0, None));
}

#[tokio::test]
async fn all_that_was_given_up_can_be_sent_again_at_once() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    world.scan(1, &[with_socket("ci", 1), with_socket("cd", 1)]).await;
    world.queue(1).await;
    let day = 24 * 60 + 1;
    for _ in 0..2 {
        for due in world.take(day, ONE).await {
            assert_eq!(world.fail(due.id, day).await, DeliveryState::Dead);
        }
    }
    assert_eq!(world.now(&webhook).await.dead, 2);
    assert_eq!(world.store.redeliver_dead(&admin(), webhook.id, minute(day)).await.unwrap(), 2);
    assert_eq!(world.now(&webhook).await.waiting, 2);
}

#[tokio::test]
async fn a_receiver_that_fails_is_asked_one_message_at_a_time_and_holds_up_nobody_else() {
    let world = World::new().await;
    let failing = world.webhook(ChangeFilter::default()).await;
    let well = world.webhook(ChangeFilter::default()).await;
    let containers: Vec<_> = (0..10).map(|number| with_socket(&format!("ci-{number}"), 1)).collect();
    world.scan(1, &containers).await;
    world.queue(1).await;
    let first = world.take(1, ONE).await;
    assert_eq!(first.len(), 16);
    for due in first {
        if due.webhook == failing.id {
            world.fail(due.id, 1).await;
        } else {
            world.store.delivered(due.id, ONE, minute(1)).await.unwrap();
        }
    }
    let second = world.take(1, ONE).await;
    let of = |id| second.iter().filter(|due| due.webhook == id).count();
    assert_eq!((of(failing.id), of(well.id)), (1, 2));
}

#[tokio::test]
async fn messages_are_listed_newest_first_by_state_and_in_parts() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    let containers: Vec<_> = (0..5).map(|number| with_socket(&format!("ci-{number}"), 1)).collect();
    world.scan(1, &containers).await;
    world.queue(1).await;
    let due = world.take(1, ONE).await.remove(0);
    world.store.delivered(due.id, ONE, minute(1)).await.unwrap();
    let every = world.deliveries(&webhook).await;
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = Page::after(after, 2);
        let part = world.store.list_deliveries(&admin(), webhook.id, None, &page).await.unwrap();
        assert_eq!(part.total, 5);
        found.extend(part.items);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, every);
    let delivered = Some(DeliveryState::Delivered);
    let part = world.store.list_deliveries(&admin(), webhook.id, delivered, &Page::first(50)).await.unwrap();
    assert_eq!(part.items.iter().map(|delivery| delivery.id).collect::<Vec<_>>(), [due.id]);
}

#[tokio::test]
async fn old_messages_are_dropped_and_those_that_wait_never() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    world.scan(1, &[with_socket("ci", 1), with_socket("cd", 1)]).await;
    world.queue(1).await;
    let due = world.take(1, ONE).await.remove(0);
    world.store.delivered(due.id, ONE, minute(1)).await.unwrap();
    let days = |days: i64| minute(2) + TimeDelta::days(days);
    assert_eq!(world.store.drop_deliveries(days(6), 100).await.unwrap(), 0);
    assert_eq!(world.store.drop_deliveries(days(7), 100).await.unwrap(), 1);
    assert_eq!(world.store.drop_deliveries(days(100), 100).await.unwrap(), 0);
    assert_eq!(world.now(&webhook).await.waiting, 1);
}

#[tokio::test]
async fn messages_are_kept_from_their_last_attempt_on() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    world.scan(1, &[with_socket("ci", 1)]).await;
    world.queue(1).await;
    let week = 7 * 24 * 60;
    let due = world.take(week, ONE).await.remove(0);
    world.store.delivered(due.id, ONE, minute(week)).await.unwrap();
    assert_eq!(world.store.drop_deliveries(minute(week + 2), 100).await.unwrap(), 0, "it has just arrived");
    assert_eq!(world.deliveries(&webhook).await.len(), 1);
    assert_eq!(world.store.drop_deliveries(minute(2 * week + 1), 100).await.unwrap(), 1);
}

#[tokio::test]
async fn a_new_secret_counts_up_and_a_test_message_waits_like_any_other() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    let renewed = world.store.renew_webhook_secret(&admin(), webhook.id, minute(5)).await.unwrap();
    assert_eq!((renewed.signing.version, renewed.signing.renewed_at), (2, Some(minute(5))));
    let id = world.store.test_webhook(&admin(), webhook.id, minute(6)).await.unwrap();
    let due = world.take(6, ONE).await.remove(0);
    assert_eq!((due.id, due.message_id), (id, format!("test_{id}")));
    assert!(due.payload.contains(r#""type":"webhook.test""#), "{}", due.payload);
    world.store.delete_webhook(&admin(), webhook.id, minute(7)).await.unwrap();
    assert_eq!(world.count("select count(*) from deliveries").await, 0);
    assert_eq!(world.store.webhook(&admin(), webhook.id).await.unwrap(), None);
    assert_eq!(world.count("select count(*) from audit where action like 'webhook.%'").await, 4);
}

#[tokio::test]
async fn only_administrators_manage_webhooks() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    let (store, id, at) = (&world.store, webhook.id, minute(1));
    let delivery = store.test_webhook(&admin(), id, at).await.unwrap();
    for role in [Role::Viewer, Role::Analyst] {
        let actor = user(role);
        let settings = settings(ChangeFilter::default());
        let refused = [
            store.list_webhooks(&actor).await.map(drop),
            store.webhook(&actor, id).await.map(drop),
            store.create_webhook(&actor, &settings, at).await.map(drop),
            store.change_webhook(&actor, id, None, &settings, at).await.map(drop),
            store.renew_webhook_secret(&actor, id, at).await.map(drop),
            store.delete_webhook(&actor, id, at).await,
            store.test_webhook(&actor, id, at).await.map(drop),
            store.list_deliveries(&actor, id, None, &Page::first(1)).await.map(drop),
            store.redeliver(&actor, delivery, at).await.map(drop),
            store.redeliver_dead(&actor, id, at).await.map(drop),
        ];
        for result in refused {
            assert_eq!(result.unwrap_err().problem().code(), "forbidden");
        }
    }
}

#[tokio::test]
async fn a_demo_has_no_webhooks() {
    let database = Database::create_empty().await;
    let store = database.store().await;
    store.migrate_demo().await.unwrap();
    let refused = store.create_webhook(&admin(), &settings(ChangeFilter::default()), minute(0)).await;
    assert_eq!(refused.unwrap_err().problem().code(), "conflict");
}

#[tokio::test]
async fn a_receiver_that_was_given_another_address_meanwhile_stays_on() {
    let world = World::new().await;
    let webhook = world.webhook(ChangeFilter::default()).await;
    world.scan(1, &[with_socket("ci", 1), hardened("web", 1)]).await;
    world.scan(2, &[with_socket("ci", 1), with_socket("web", 2)]).await;
    world.queue(2).await;
    let due = world.take(2, ONE).await;
    let moved =
        WebhookSettings { url: "https://new.example/hook".into(), ..settings(ChangeFilter::default()) };
    world.store.change_webhook(&admin(), webhook.id, Some(1), &moved, minute(3)).await.unwrap();
    let gone = DeliveryFailure::Status { status: 410, excerpt: String::new(), retry_after_s: None };
    world.store.delivery_failed(due[0].id, ONE, URL, &gone, minute(3)).await.unwrap();
    assert!(world.now(&webhook).await.settings.enabled, "the old address is gone, not the new one");
    let due = world.take(60 * 24, TWO).await;
    world.store.delivery_failed(due[0].id, TWO, &moved.url, &gone, minute(60 * 24)).await.unwrap();
    assert!(!world.now(&webhook).await.settings.enabled);
}
