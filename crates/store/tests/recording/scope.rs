use fleet::finding::{FindingFilter, FindingState};
use fleet::grades::{GradeCounts, Standing};
use fleet::scan::Scan;
use fleet::trend::TrendRange;
use fleet::workload::WorkloadFilter;
use fleet::{HostId, Page, Scope};
use posture::testing;

use super::support::*;

/// Two teams with a host each beside `berlin-1`; everything of `payments` is hardened.
struct Teams {
    world: World,
    payments: HostId,
    shipping: HostId,
}

impl Teams {
    async fn new() -> Self {
        let world = World::new().await;
        let payments = add(&world, "pay-1", "payments").await;
        let shipping = add(&world, "ship-1", "shipping").await;
        world.scan(1, &[plain("alone")]).await;
        let teams = Self { world, payments, shipping };
        teams
            .record(teams.payments, 1, &scan(&[hardened("a", 1), in_project(hardened("b", 1), "shop", "b")]))
            .await;
        teams
            .record(teams.shipping, 1, &scan(&[with_socket("c", 1), in_project(plain("d"), "shop", "d")]))
            .await;
        teams
    }

    async fn record(&self, host: HostId, at: i64, scan: &Scan) {
        self.world.store.record_scan(host, scan, minute(at)).await.unwrap();
    }

    async fn names(&self, scope: &Scope) -> Vec<String> {
        let filter = WorkloadFilter { scope: scope.clone(), ..WorkloadFilter::default() };
        self.world.names(&filter, 2).await
    }

    async fn hosts(&self, scope: &Scope) -> Vec<String> {
        let listed = self.world.store.list_hosts(&admin(), scope, minute(2)).await.unwrap();
        listed.into_iter().map(|row| row.name).collect()
    }
}

async fn add(world: &World, name: &str, team: &str) -> HostId {
    let mut host = new_host(name);
    host.labels.insert("team".into(), team.into());
    world.store.add_host(&admin(), &host, minute(0)).await.unwrap()
}

#[tokio::test]
async fn a_scope_selects_by_labels_host_and_project() {
    let teams = Teams::new().await;
    let host = teams.shipping.to_string();
    for (parameters, workloads, hosts) in [
        (&[][..], &["a", "alone", "b", "c", "d"][..], &["berlin-1", "pay-1", "ship-1"][..]),
        (&[("label", "team=payments")], &["a", "b"], &["pay-1"]),
        (
            &[("label", "team=payments"), ("label", "team=shipping")],
            &["a", "b", "c", "d"],
            &["pay-1", "ship-1"],
        ),
        (&[("label", "team=payments"), ("label", "env=prod")], &["a", "b"], &["pay-1"]),
        (&[("label", "team=payments"), ("label", "env=test")], &[], &[]),
        (&[("host", &host)], &["c", "d"], &["ship-1"]),
        (&[("project", "shop")], &["b", "d"], &["pay-1", "ship-1"]),
        (&[("label", "team=payments"), ("project", "shop")], &["b"], &["pay-1"]),
        (&[("label", "team=payments"), ("host", &host)], &[], &[]),
    ] {
        let scope = in_scope(parameters);
        let mut found = teams.names(&scope).await;
        found.sort_unstable();
        assert_eq!(found, workloads, "{parameters:?}");
        assert_eq!(teams.hosts(&scope).await, hosts, "{parameters:?}");
    }
}

#[tokio::test]
async fn the_overview_of_a_scope_counts_nothing_else() {
    let Teams { world, .. } = Teams::new().await;
    let overview = async |parameters: &[(&str, &str)]| {
        world.store.overview(&admin(), &in_scope(parameters), minute(0), minute(2)).await.unwrap()
    };
    let payments = overview(&[("label", "team=payments")]).await;
    assert_eq!((payments.summary.workloads, payments.summary.index), (2, Some(100.0)));
    assert_eq!((payments.summary.hosts, payments.summary.counts.total()), (1, 0));
    assert_eq!(payments.changes.opened.total(), 0);
    assert_eq!((payments.worst.len(), payments.escape_paths.len()), (2, 0));
    let shipping = overview(&[("label", "team=shipping")]).await;
    assert_eq!((shipping.summary.counts.critical, shipping.changes.opened.critical), (1, 1));
    assert_eq!(shipping.escape_paths[0].workloads, 1);
    let shop = overview(&[("label", "team=shipping"), ("project", "shop")]).await;
    assert_eq!(
        (shop.summary.workloads, shop.summary.counts.critical, shop.changes.opened.critical),
        (1, 0, 0)
    );
    assert_eq!(shop.escape_paths, []);
    let everything = overview(&[]).await;
    assert_eq!((everything.summary.workloads, everything.summary.hosts), (5, 3));
}

#[tokio::test]
async fn the_past_of_a_scope_is_its_own() {
    let teams = Teams::new().await;
    teams
        .record(teams.payments, 10, &scan(&[with_socket("a", 2), in_project(hardened("b", 1), "shop", "b")]))
        .await;
    let as_of = async |at: i64| {
        let scope = in_scope(&[("label", "team=payments")]);
        teams.world.store.overview_as_of(&admin(), &scope, minute(at)).await.unwrap()
    };
    assert_eq!((as_of(5).await.grades.a, as_of(5).await.grades.f), (2, 0));
    assert_eq!((as_of(15).await.grades.a, as_of(15).await.grades.f), (1, 1));
    assert_eq!(as_of(5).await.hosts, 1);
}

#[tokio::test]
async fn the_trend_of_a_scope_follows_its_hosts() {
    let teams = Teams::new().await;
    let tomorrow = 24 * 60 + 1;
    teams.world.store.roll_up(minute(2)).await.unwrap();
    teams
        .record(
            teams.payments,
            tomorrow,
            &scan(&[with_socket("a", 2), in_project(hardened("b", 1), "shop", "b")]),
        )
        .await;
    teams.world.store.roll_up(minute(tomorrow)).await.unwrap();
    let trend = async |parameters: &[(&str, &str)]| {
        let scope = in_scope(parameters);
        let points =
            teams.world.store.trend(&admin(), &scope, TrendRange::Week, minute(tomorrow)).await.unwrap();
        points.iter().map(|point| (point.workloads, point.critical)).collect::<Vec<_>>()
    };
    assert_eq!(trend(&[]).await, [(5, 1), (5, 2)]);
    assert_eq!(trend(&[("label", "team=payments")]).await, [(2, 0), (2, 1)]);
    assert_eq!(trend(&[("label", "team=payments"), ("project", "shop")]).await, [(1, 0), (1, 0)]);
    assert_eq!(trend(&[("label", "team=nobody")]).await, [(0, 0), (0, 0)]);
}

#[tokio::test]
async fn what_was_added_up_is_current_after_every_kind_of_change() {
    let Teams { world, payments, .. } = Teams::new().await;
    let counted = async |at| {
        let summary =
            world.store.summary(&admin(), &in_scope(&[("label", "team=payments")]), minute(at)).await;
        let summary = summary.unwrap();
        (summary.workloads, summary.counts.critical, summary.grades.a)
    };
    let added_up = async || world.store.tally_hosts(100).await.unwrap();
    assert_eq!(added_up().await, 3, "every host once");
    assert_eq!(added_up().await, 0, "and again only after a change");
    assert_eq!(counted(2).await, (2, 0, 2));

    let changed = scan(&[with_socket("a", 2), in_project(hardened("b", 1), "shop", "b")]);
    world.store.record_scan(payments, &changed, minute(3)).await.unwrap();
    assert_eq!(counted(3).await, (2, 1, 1), "a scan");
    assert_eq!(added_up().await, 1);
    assert_eq!(counted(3).await, (2, 1, 1));

    let filter =
        FindingFilter { host: Some(payments), rule: Some("MNT-001".into()), ..FindingFilter::default() };
    let found = world.store.list_findings(&admin(), &filter, &Page::default(), minute(4)).await.unwrap();
    world.store.decide(&admin(), found.items[0].id, None, &accept_until(100), minute(4)).await.unwrap();
    assert_eq!(counted(4).await, (2, 0, 2), "an acceptance");
    added_up().await;

    world.store.remove_host(&admin(), payments, minute(5)).await.unwrap();
    assert_eq!(counted(5).await, (0, 0, 0), "a removal");
    assert_eq!(added_up().await, 1);
    assert_eq!(counted(5).await, (0, 0, 0));
}

/// A hardened container whose image was not read: nothing bad is known of it, and not enough.
fn unread() -> Scan {
    let mut scan = scan(&[hardened("proven", 1), container("unproven", 1, &testing::hardened())]);
    scan.containers[1].facts.image_id = "sha256:unread".into();
    scan
}

#[tokio::test]
async fn an_a_of_incomplete_facts_is_no_a_anywhere() {
    let world = World::new().await;
    world.record(1, &unread()).await;
    let rows = world.workloads(1).await;
    let unproven = rows.iter().find(|row| row.name == "unproven").unwrap();
    assert_eq!(
        (unproven.grade, unproven.complete),
        (posture::Grade::A, false),
        "the sample does what it is for"
    );
    let expected = GradeCounts { a: 1, unproven_a: 1, ..GradeCounts::default() };
    let (everything, filter) = (Scope::default(), WorkloadFilter::default());
    let summary = world.store.summary(&admin(), &everything, minute(2)).await.unwrap();
    assert_eq!((summary.grades, summary.incomplete), (expected, 1));
    assert_eq!(world.store.overview_as_of(&admin(), &everything, minute(2)).await.unwrap().grades, expected);
    assert_eq!(world.store.count_grades(&admin(), &filter, minute(2)).await.unwrap(), expected);
    assert_eq!(world.store.list_hosts(&admin(), &everything, minute(2)).await.unwrap()[0].grades, expected);
    world.store.roll_up(minute(2)).await.unwrap();
    let next_day = minute(24 * 60 + 2);
    let points = world.store.trend(&admin(), &everything, TrendRange::Week, next_day).await.unwrap();
    assert_eq!(points[0].grades, expected);
}

#[tokio::test]
async fn lists_tell_an_a_from_one_of_incomplete_facts() {
    let world = World::new().await;
    world.record(1, &unread()).await;
    let names = async |grades: &[Standing]| {
        let filter = WorkloadFilter { grades: grades.to_vec(), ..WorkloadFilter::default() };
        world.names(&filter, 2).await
    };
    assert_eq!(names(&[Standing::A]).await, ["proven"]);
    assert_eq!(names(&[Standing::UnprovenA, Standing::F]).await, ["unproven"]);
    assert_eq!(names(&[Standing::A, Standing::UnprovenA]).await, ["proven", "unproven"]);
    assert_eq!(names(&[Standing::F]).await, Vec::<String>::new());
}

/// A day on which the last workload of `shop` moves from one host to another.
async fn moving(teams: &Teams) -> i64 {
    let next_day = 24 * 60 + 1;
    teams.world.store.roll_up(minute(2)).await.unwrap();
    teams.record(teams.payments, next_day, &scan(&[hardened("a", 1)])).await;
    let theirs =
        [with_socket("c", 1), in_project(plain("d"), "shop", "d"), in_project(hardened("b", 1), "shop", "b")];
    teams.record(teams.shipping, next_day, &scan(&theirs)).await;
    // The grace after which a workload without containers is gone.
    teams.record(teams.payments, next_day + 61, &scan(&[hardened("a", 1)])).await;
    next_day + 62
}

#[tokio::test]
async fn a_project_keeps_the_past_of_a_host_that_it_has_left() {
    let teams = Teams::new().await;
    let now = moving(&teams).await;
    let (store, shop) = (&teams.world.store, in_scope(&[("project", "shop")]));
    store.roll_up(minute(now)).await.unwrap();

    let trend = store.trend(&admin(), &shop, TrendRange::Week, minute(now)).await.unwrap();
    assert_eq!(trend.iter().map(|point| point.workloads).collect::<Vec<_>>(), [2, 2]);
    let gone = WorkloadFilter { scope: shop.clone(), include_gone: true, ..WorkloadFilter::default() };
    let (sort, up, page) = Default::default();
    let listed = store.list_workloads(&admin(), &gone, sort, up, &page, minute(now)).await.unwrap();
    assert_eq!(listed.items.iter().filter(|row| row.host_id == teams.payments).count(), 1);

    let hosts = store.list_hosts(&admin(), &shop, minute(now)).await.unwrap();
    assert_eq!(
        hosts.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["ship-1"],
        "it has left the other"
    );
    let summary = store.summary(&admin(), &shop, minute(now)).await.unwrap();
    assert_eq!((summary.workloads, summary.hosts), (2, 1));
    let before = store.overview_as_of(&admin(), &shop, minute(2)).await.unwrap();
    assert_eq!((before.workloads, before.hosts), (2, 2));
}

#[tokio::test]
async fn what_a_project_has_resolved_stays_when_its_last_workload_is_gone() {
    let teams = Teams::new().await;
    let shop = in_scope(&[("project", "shop")]);
    teams.record(teams.shipping, 10, &scan(&[with_socket("c", 1)])).await;
    teams.record(teams.shipping, 71, &scan(&[with_socket("c", 1)])).await;
    let overview = teams.world.store.overview(&admin(), &shop, minute(2), minute(80)).await.unwrap();
    assert!(overview.changes.resolved.total() > 0, "{:?}", overview.changes);
    let resolved =
        FindingFilter { scope: shop, states: vec![FindingState::Resolved], ..FindingFilter::default() };
    let found =
        teams.world.store.list_findings(&admin(), &resolved, &Page::default(), minute(80)).await.unwrap();
    assert_eq!(found.total, overview.changes.resolved.total());
}

#[tokio::test]
async fn a_host_is_stale_for_a_project_as_long_as_it_has_it() {
    let teams = Teams::new().await;
    let now = moving(&teams).await;
    let store = &teams.world.store;
    let days = |days: i64| minute(now + days * 24 * 60);
    // From now on nobody reads any host.
    store.roll_up(days(2)).await.unwrap();
    let trend = async |parameters: &[(&str, &str)]| {
        let points = store.trend(&admin(), &in_scope(parameters), TrendRange::Week, days(2)).await.unwrap();
        points.iter().map(|point| point.hosts_stale).collect::<Vec<_>>()
    };
    assert_eq!(trend(&[]).await, [3, 3, 3, 3]);
    assert_eq!(trend(&[("project", "shop")]).await, [2, 1, 1, 1]);
}

#[tokio::test]
async fn a_scope_that_says_what_no_host_can_have_is_refused() {
    let world = World::new().await;
    for json in
        [r#"{"labels": {"team": []}}"#, r#"{"projects": ["a\u0000"]}"#, r#"{"labels": {"a\u0000": ["b"]}}"#]
    {
        let scope: Scope = serde_json::from_str(json).unwrap();
        let refused = world.store.list_hosts(&admin(), &scope, minute(1)).await.unwrap_err();
        assert_eq!(refused.problem().code(), "invalid", "{json}");
    }
}
