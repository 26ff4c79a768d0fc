use std::collections::{BTreeSet, HashMap};

use fleet::finding::{Decision, FindingFilter, FindingOrder, FindingRow, FindingState};
use fleet::grades::Standing;
use fleet::image::ImageFilter;
use fleet::scan_run::ScanRunFilter;
use fleet::workload::{Direction, WorkloadFilter, WorkloadSort};
use fleet::{Cursor, Page, Problem, Scope};
use posture::{Dimension, Severity, testing};

use super::support::*;

const SORTS: [WorkloadSort; 10] = [
    WorkloadSort::Score,
    WorkloadSort::Name,
    WorkloadSort::Host,
    WorkloadSort::Change,
    WorkloadSort::FirstSeen,
    WorkloadSort::Dimension(Dimension::ImageTrust),
    WorkloadSort::Dimension(Dimension::Capabilities),
    WorkloadSort::Dimension(Dimension::Mounts),
    WorkloadSort::Dimension(Dimension::Secrets),
    WorkloadSort::Dimension(Dimension::Staleness),
];

/// Thirty workloads of three kinds.
async fn thirty(world: &World) {
    let containers: Vec<_> = (0..30)
        .map(|number| {
            let name = format!("w{number:02}");
            match number % 3 {
                0 => with_socket(&name, 1),
                1 => hardened(&name, 1),
                _ => plain(&name),
            }
        })
        .collect();
    world.scan(1, &containers).await;
}

async fn pages(world: &World, sort: WorkloadSort, direction: Direction) -> Vec<String> {
    let mut names = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = Page::after(after, 7);
        let filter = WorkloadFilter::default();
        let listed =
            world.store.list_workloads(&admin(), &filter, sort, direction, &page, minute(2)).await.unwrap();
        assert_eq!(listed.total, 30);
        names.extend(listed.items.into_iter().map(|row| row.name));
        after = listed.next;
        if after.is_none() {
            return names;
        }
    }
}

#[tokio::test]
async fn every_sort_pages_through_all_rows_once_and_backwards_is_the_reverse() {
    let world = World::new().await;
    thirty(&world).await;
    for sort in SORTS {
        let up = pages(&world, sort, Direction::Ascending).await;
        let mut down = pages(&world, sort, Direction::Descending).await;
        down.reverse();
        assert_eq!(up, down, "{sort:?}");
        let mut distinct = up.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 30, "{sort:?}");
    }
}

#[tokio::test]
async fn rows_that_stay_are_neither_skipped_nor_repeated_while_others_move() {
    let world = World::new().await;
    thirty(&world).await;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut moved = Vec::new();
    let mut after = None;
    for round in 0_i64.. {
        let page = Page::after(after, 7);
        let (filter, up) = (WorkloadFilter::default(), Direction::Ascending);
        let listed = world
            .store
            .list_workloads(&admin(), &filter, WorkloadSort::Score, up, &page, minute(2))
            .await
            .unwrap();
        for row in &listed.items {
            *seen.entry(row.name.clone()).or_default() += 1;
        }
        // The worst one that is left becomes the best.
        let filter = FindingFilter { rule: Some("MNT-001".into()), ..FindingFilter::default() };
        let open = world.store.list_findings(&admin(), &filter, &Page::first(1), minute(2)).await.unwrap();
        if let Some(finding) = open.items.first() {
            let decided = accept_until(10_000);
            world.store.decide(&admin(), finding.id, None, &decided, minute(3 + round)).await.unwrap();
            let fleet::finding::Target::Workload { name, .. } = &finding.target else { panic!() };
            moved.push(name.clone());
        }
        after = listed.next;
        if after.is_none() {
            break;
        }
    }
    assert!(moved.len() >= 4);
    for number in 0..30 {
        let name = format!("w{number:02}");
        if !moved.contains(&name) {
            assert_eq!(seen.get(&name), Some(&1), "{name}");
        }
    }
}

#[tokio::test]
async fn filters_hold_together() {
    let world = World::new().await;
    thirty(&world).await;
    let count = async |filter: WorkloadFilter| {
        let page = Page::first(500);
        let listed = world
            .store
            .list_workloads(&admin(), &filter, WorkloadSort::Name, Direction::Ascending, &page, minute(2))
            .await
            .unwrap();
        assert_eq!(listed.items.len() as i64, listed.total);
        listed.total
    };
    let all = WorkloadFilter::default;
    assert_eq!(count(all()).await, 30);
    assert_eq!(count(WorkloadFilter { grades: vec![Standing::F], ..all() }).await, 10);
    assert_eq!(count(WorkloadFilter { grades: vec![Standing::F, Standing::A], ..all() }).await, 20);
    assert_eq!(count(WorkloadFilter { rule: Some("MNT-001".into()), ..all() }).await, 10);
    assert_eq!(count(WorkloadFilter { escape_path: Some(true), ..all() }).await, 10);
    assert_eq!(count(WorkloadFilter { escape_path: Some(false), ..all() }).await, 20);
    assert_eq!(count(WorkloadFilter { scope: Scope::host(world.host), ..all() }).await, 30);
    assert_eq!(count(WorkloadFilter { scope: in_scope(&[("project", "shop")]), ..all() }).await, 0);
    assert_eq!(count(WorkloadFilter { accepted: Some(true), ..all() }).await, 0);
    let both = WorkloadFilter { search: Some("w0".into()), grades: vec![Standing::F], ..all() };
    assert_eq!(count(both.clone()).await, 4);
    let grades = world.store.count_grades(&admin(), &both, minute(2)).await.unwrap();
    assert_eq!(grades.total(), 10);
    assert_eq!(grades.f, 4);
}

#[tokio::test]
async fn findings_come_worst_first_then_by_gain_and_page_without_gaps() {
    let world = World::new().await;
    thirty(&world).await;
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = Page::after(after, 11);
        let listed =
            world.store.list_findings(&admin(), &FindingFilter::default(), &page, minute(2)).await.unwrap();
        rows.extend(listed.items);
        after = listed.next;
        if after.is_none() {
            assert_eq!(rows.len() as i64, listed.total);
            break;
        }
    }
    let keys: Vec<_> = rows.iter().map(|row| (row.severity, row.gain, row.opened_at)).collect();
    assert!(keys.is_sorted_by(|a, b| (a.0, a.1) >= (b.0, b.1)), "{keys:?}");
    let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), rows.len());
}

/// Some plain, some with rows, opened in three scans; one is back.
async fn opened_at_different_times(world: &World) {
    world.scan(1, &[plain("a"), with_socket("b", 1)]).await;
    world.scan(2, &[plain("a"), hardened("b", 2), plain("c")]).await;
    world.scan(3, &[plain("a"), with_socket("b", 3), plain("c"), with_socket("d", 1)]).await;
}

async fn by_time(world: &World, filter: &FindingFilter, order: FindingOrder, limit: u32) -> Vec<FindingRow> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = Page::after(after, limit);
        let listed = world.store.list_findings_by(&admin(), filter, order, &page, minute(4)).await.unwrap();
        rows.extend(listed.items);
        after = listed.next;
        if after.is_none() {
            assert_eq!(rows.len() as i64, listed.total);
            return rows;
        }
    }
}

#[tokio::test]
async fn findings_come_by_when_they_opened_from_either_end_in_parts_of_any_size() {
    let world = World::new().await;
    opened_at_different_times(&world).await;
    world.decide("CAP-005", &Decision::Acknowledge, 4).await;
    let everything = FindingFilter::default();
    let all = by_time(&world, &everything, FindingOrder::OldestFirst, 500).await;
    let keys: Vec<_> = all.iter().map(|row| (row.opened_at, row.id)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let times: BTreeSet<_> = all.iter().map(|row| row.opened_at).collect();
    assert_eq!(times.into_iter().collect::<Vec<_>>(), [minute(1), minute(2), minute(3)]);
    let queue = world.store.list_findings(&admin(), &everything, &Page::first(500), minute(4)).await.unwrap();
    assert_eq!(queue.total, all.len() as i64);

    // A search sorts all that match, where the whole queue is walked.
    let searched = FindingFilter { search: Some("berlin".into()), ..FindingFilter::default() };
    let newest: Vec<_> = all.iter().rev().cloned().collect();
    for filter in [&everything, &searched] {
        for limit in [1, 3, 7, 500] {
            assert_eq!(by_time(&world, filter, FindingOrder::OldestFirst, limit).await, all, "{limit}");
            assert_eq!(by_time(&world, filter, FindingOrder::NewestFirst, limit).await, newest, "{limit}");
        }
    }
    let critical = FindingFilter { severities: vec![Severity::Critical], ..FindingFilter::default() };
    let names: Vec<_> = by_time(&world, &critical, FindingOrder::NewestFirst, 1).await;
    assert_eq!(names.len(), 2);
}

#[tokio::test]
async fn a_place_in_one_order_is_none_in_another() {
    let world = World::new().await;
    opened_at_different_times(&world).await;
    let list = async |order, page: &Page| {
        world.store.list_findings_by(&admin(), &FindingFilter::default(), order, page, minute(4)).await
    };
    for (one, other) in [
        (FindingOrder::WorstFirst, FindingOrder::NewestFirst),
        (FindingOrder::OldestFirst, FindingOrder::WorstFirst),
    ] {
        let next = list(one, &Page::first(1)).await.unwrap().next;
        let refused = list(other, &Page::after(next, 1)).await.unwrap_err();
        assert!(matches!(refused.problem(), Problem::Invalid { .. }), "{one:?}, {other:?}");
    }
}

#[tokio::test]
async fn lists_of_scans_and_images_count_all_that_match() {
    let world = World::new().await;
    let mut other = with_socket("b", 1);
    other.facts.image_id = "sha256:other".into();
    world.scan(1, &[plain("a")]).await;
    world.scan(2, &[plain("a"), other]).await;
    world
        .store
        .record_scan_failure(world.host, &fleet::scan::ScanError::Interrupted, minute(3))
        .await
        .unwrap();
    let runs = ScanRunFilter::default();
    let page = Page::first(1);
    let first = world.store.list_scan_runs(&admin(), &runs, &page, minute(4)).await.unwrap();
    let all = world.store.list_scan_runs(&admin(), &runs, &Page::first(500), minute(4)).await.unwrap();
    assert!(all.items.len() > 1);
    assert_eq!(
        (first.items.len(), first.total, all.total),
        (1, all.items.len() as i64, all.items.len() as i64)
    );
    let images = world.store.list_images(&admin(), &ImageFilter::default(), &page, minute(4)).await.unwrap();
    let distinct = world.count("select count(distinct image_id) from containers").await;
    assert_eq!((images.items.len(), images.total, distinct), (1, 2, 2));
}

#[tokio::test]
async fn the_work_queue_leaves_out_what_is_accepted_or_resolved() {
    let world = World::new().await;
    world.scan(1, &[with_socket("ci", 1), with_socket("runner", 1), with_socket("old", 1)]).await;
    world.decide("MNT-001", &accept_until(100), 2).await;
    let listed = async |filter: FindingFilter| {
        world.store.list_findings(&admin(), &filter, &Page::default(), minute(3)).await.unwrap().total
    };
    assert_eq!(listed(FindingFilter::default()).await, 2);
    let accepted = FindingFilter { states: vec![FindingState::Accepted], ..FindingFilter::default() };
    assert_eq!(listed(accepted).await, 1);
    let high = FindingFilter { severities: vec![Severity::High], ..FindingFilter::default() };
    assert_eq!(listed(high).await, 0);
    let named = FindingFilter { search: Some("SOCKET".into()), ..FindingFilter::default() };
    assert_eq!(listed(named).await, 2);
    let none = FindingFilter { search: Some("nothing like this".into()), ..FindingFilter::default() };
    assert_eq!(listed(none).await, 0);
}

#[tokio::test]
async fn a_place_of_another_list_is_refused() {
    let world = World::new().await;
    let page = Page::after(Some(Cursor("7b7d".into())), 5);
    let (filter, sort, up) = (WorkloadFilter::default(), WorkloadSort::Name, Direction::Ascending);
    let listed = world.store.list_workloads(&admin(), &filter, sort, up, &page, minute(1)).await;
    assert!(matches!(listed.unwrap_err().problem(), Problem::Invalid { .. }));
}

#[tokio::test]
async fn an_incomplete_posture_can_be_filtered() {
    let world = World::new().await;
    let mut unread = scan(&[container("web", 1, &testing::hardened())]);
    unread.images.clear();
    world.record(1, &unread).await;
    let row = &world.workloads(1).await[0];
    let filter = WorkloadFilter { incomplete: Some(!row.complete), ..WorkloadFilter::default() };
    let page = Page::default();
    let (sort, up) = (WorkloadSort::Name, Direction::Ascending);
    let listed = world.store.list_workloads(&admin(), &filter, sort, up, &page, minute(1)).await.unwrap();
    assert_eq!(listed.total, 1);
}

#[tokio::test]
async fn the_change_of_a_week_is_known_after_a_week() {
    let world = World::new().await;
    world.scan(1, &[hardened("better", 1), hardened("same", 1), hardened("worse", 1)]).await;
    assert_eq!(world.workloads(1).await[0].change_7d, None);
    world.scan(2, &[hardened("better", 1), hardened("same", 1), with_socket("worse", 2)]).await;
    let week = 7 * 24 * 60;
    world.store.roll_up(minute(week + 1)).await.unwrap();
    let changes: Vec<_> = world.workloads(week + 1).await.iter().map(|row| row.change_7d).collect();
    assert_eq!(changes[..2], [Some(0.0), Some(0.0)]);
    assert!((changes[2].unwrap() + 81.6).abs() < 0.1, "{changes:?}");
    let (filter, up) = (WorkloadFilter::default(), Direction::Ascending);
    let listed = world
        .store
        .list_workloads(&admin(), &filter, WorkloadSort::Change, up, &Page::first(1), minute(week + 1))
        .await
        .unwrap();
    assert_eq!(listed.items[0].name, "worse");
    world.store.roll_up(minute(week + 3)).await.unwrap();
    assert_eq!(world.workloads(week + 3).await[2].change_7d, Some(0.0));
}
