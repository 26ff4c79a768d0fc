//! The example of a ticketing consumer in `docs/examples/ticketing`, against the real server and a real tracker, each of
//! which is killed in the middle.

mod tracker;
mod world;

use simulator::Chance;
use std::time::{Duration, UNIX_EPOCH};
use world::World;

const ROUNDS: u32 = 4;
const NAMES: [&str; 4] = ["ci-1", "ci-2", "ci-3", "ci-4"];

/// Another one each time; `PLIMSOLL_TEST_SEED` repeats the one that a failure shows.
fn seed() -> u64 {
    let given = std::env::var("PLIMSOLL_TEST_SEED").ok();
    let seed = given.map_or_else(
        || UNIX_EPOCH.elapsed().expect("after 1970").subsec_nanos().into(),
        |given| given.parse().expect("PLIMSOLL_TEST_SEED is a number"),
    );
    println!("PLIMSOLL_TEST_SEED={seed}");
    seed
}

#[tokio::test]
async fn a_ticket_is_opened_linked_closed_and_opened_again() {
    let mut world = World::new().await;
    world.follow();
    world.scan(&["ci-1", "ci-2"]).await;
    world.until_tickets_are(&[("ci-1", true), ("ci-2", true)]).await;
    assert_eq!(world.linked().await, world.tickets().len());
    world.scan(&["ci-2"]).await;
    world.until_tickets_are(&[("ci-1", false), ("ci-2", true)]).await;
    world.scan(&["ci-1", "ci-2"]).await;
    world.until_tickets_are(&[("ci-1", true), ("ci-2", true)]).await;
}

#[tokio::test]
async fn whoever_is_killed_in_between_each_finding_has_one_ticket() {
    let mut chance = Chance::new(seed());
    let mut world = World::new().await;
    world.scan(&NAMES).await;
    world.follow();
    world.until_tickets_are(&NAMES.map(|name| (name, true))).await;
    for _ in 0..ROUNDS {
        tokio::time::sleep(Duration::from_millis(chance.below(1_500))).await;
        let present: Vec<&str> = NAMES.into_iter().filter(|_| chance.below(2) == 0).collect();
        world.scan(&present).await;
        tokio::time::sleep(Duration::from_millis(chance.below(400))).await;
        match chance.below(3) {
            0 => world.kill_and_restart_follower(),
            1 => world.tracker.kill(),
            _ => world.kill_and_restart_server().await,
        }
        tokio::time::sleep(Duration::from_millis(chance.below(600))).await;
        world.tracker.start_again();
    }
    world.scan(&["ci-1", "ci-3"]).await;
    world.until_tickets_are(&[("ci-1", true), ("ci-2", false), ("ci-3", true), ("ci-4", false)]).await;
}
