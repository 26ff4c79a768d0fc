//! The change feed: what stands in a change, and that nobody who follows the feed misses one or sees one twice.

#![allow(clippy::unwrap_used, reason = "in tests an error is a failure")]

mod content;
mod cursors;
mod order;
#[allow(dead_code, reason = "shared with the tests of recording")]
#[path = "../recording/support.rs"]
mod support;

use fleet::change::{Change, ChangeFilter, FeedStart};
use store::Store;

const ADDRESS: &str = "https://plimsoll.example";

/// Everything from a start to the end, in parts of `limit`.
async fn follow(
    store: &Store,
    filter: &ChangeFilter,
    start: FeedStart,
    limit: u32,
) -> (Vec<Change>, FeedStart) {
    let (mut found, mut start) = (Vec::new(), start);
    loop {
        let page = store.changes(&support::admin(), filter, &start, limit, ADDRESS).await.unwrap();
        assert!(page.items.len() <= limit as usize);
        found.extend(page.items);
        start = FeedStart::After(page.next_cursor);
        if !page.more {
            return (found, start);
        }
    }
}

async fn all(store: &Store) -> Vec<Change> {
    follow(store, &ChangeFilter::default(), FeedStart::Oldest, 500).await.0
}

/// `TYPE RULE severity` of each.
fn words(changes: &[Change]) -> Vec<String> {
    let word = |change: &Change| {
        format!("{} {} {}", change.kind.word(), change.data.finding.rule, change.data.finding.severity)
    };
    changes.iter().map(word).collect()
}

fn ids(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.id.as_str()).collect()
}
