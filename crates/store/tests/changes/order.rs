//! Writers whose transactions commit late, beside readers who follow.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fleet::HostId;
use fleet::change::{Change, ChangeFilter, FeedStart};
use store::Store;

use super::support::*;
use super::{all, follow, ids};

/// Lets every transaction that writes events of `host` (of all hosts: `None`) commit late, by up to `ms` milliseconds.
async fn commit_late(store: &Store, host: Option<HostId>, ms: u32) {
    let of = host.map_or("true".to_owned(), |host| {
        format!("new.target in (select id from workloads where host_id = '{host}')")
    });
    let sql = format!(
        "create function late() returns trigger language plpgsql as $$
         begin
             if {of} then perform pg_sleep(case when {} then {ms} else random() * {ms} end / 1000.0); end if;
             return null;
         end $$;
         create constraint trigger late after insert on finding_events
             deferrable initially deferred for each row execute function late();",
        host.is_some()
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(store.pool()).await.unwrap();
}

/// Follows until `stop` is set and the end is reached; begins anew from its cursor each time, as if it was killed.
async fn reader(store: Store, limit: u32, stop: Arc<AtomicBool>) -> Vec<Change> {
    let (mut seen, mut start) = (Vec::new(), FeedStart::Oldest);
    loop {
        let last = stop.load(Ordering::SeqCst);
        let (found, next) = follow(&store, &ChangeFilter::default(), start, limit).await;
        seen.extend(found);
        start = next;
        if last {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(u64::from(limit) % 7)).await;
    }
}

async fn waits_for_its_commit(world: &World) {
    for _ in 0..200 {
        let held = "select count(*) from pg_locks where locktype = 'advisory' and granted
            and database = (select oid from pg_database where datname = current_database())";
        if world.count(held).await > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the late transaction never came to its commit");
}

#[tokio::test]
async fn an_event_that_commits_late_comes_before_those_that_were_written_after_it() {
    let world = World::new().await;
    let other = world.store.add_host(&admin(), &new_host("berlin-2"), minute(0)).await.unwrap();
    commit_late(&world.store, Some(world.host), 700).await;
    let late = {
        let (store, host) = (world.store.clone(), world.host);
        tokio::spawn(
            async move { store.record_scan(host, &scan(&[with_socket("late", 1)]), minute(1)).await },
        )
    };
    waits_for_its_commit(&world).await;
    let stop = Arc::new(AtomicBool::new(false));
    let following = tokio::spawn(reader(world.store.clone(), 1, stop.clone()));
    world.store.record_scan(other, &scan(&[with_socket("quick", 1)]), minute(2)).await.unwrap();
    late.await.unwrap().unwrap();
    stop.store(true, Ordering::SeqCst);
    let seen = following.await.unwrap();
    let names: Vec<_> =
        seen.iter().map(|change| change.data.workload.as_ref().unwrap().name.as_str()).collect();
    assert_eq!(names, ["late", "quick"]);
}

#[tokio::test]
async fn whatever_the_interleaving_every_reader_sees_every_change_once_and_in_the_same_order() {
    let world = World::new().await;
    commit_late(&world.store, None, 8).await;
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = [1, 3, 500]
        .map(|limit| tokio::spawn(reader(world.store.clone(), limit, stop.clone())))
        .into_iter()
        .collect();
    let mut writers = Vec::new();
    for number in 0..5 {
        let host = new_host(&format!("paris-{number}"));
        let host = world.store.add_host(&admin(), &host, minute(0)).await.unwrap();
        let store = world.store.clone();
        writers.push(tokio::spawn(async move {
            for round in 1..12_u32 {
                let open = (round + number) % 2 == 0;
                let containers = ["a", "b", "c"]
                    .map(|name| if open { with_socket(name, round) } else { hardened(name, round) });
                store.record_scan(host, &scan(&containers), minute(round.into())).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    stop.store(true, Ordering::SeqCst);
    let every = all(&world.store).await;
    let written = world.count("select sum(length(findings) / 16)::bigint from finding_events").await;
    assert_eq!(i64::try_from(every.len()), Ok(written));
    assert_eq!(ids(&every).into_iter().collect::<BTreeSet<_>>().len(), every.len(), "each once");
    for reader in readers {
        assert_eq!(ids(&reader.await.unwrap()), ids(&every));
    }
}
