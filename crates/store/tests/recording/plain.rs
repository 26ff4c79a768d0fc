//! Findings to which nothing happened but being opened have no rows; nobody can tell but the database.

use std::collections::BTreeMap;

use fleet::finding::{Decision, FindingFilter, FindingState, Replicas};
use fleet::scan::ScannedContainer;
use fleet::{FindingId, Page, Role};
use posture::facts::NamespaceMode;
use posture::{Policy, testing};
use proptest::prelude::*;

use super::support::*;

const ROWS: &str = "select count(*) from findings";

#[tokio::test]
async fn a_first_scan_writes_no_row_of_a_finding_and_one_set_for_all_that_have_the_same() {
    let world = World::new().await;
    let recorded = world.scan(1, &[plain("web"), plain("api"), with_socket("ci", 1)]).await;
    assert_eq!(world.findings(1).await.len(), recorded.opened as usize);
    assert!(recorded.opened > 20, "{recorded:?}");
    assert_eq!(world.count(ROWS).await, 0);
    assert_eq!(world.count("select count(distinct hash) from finding_sets").await, 2);
}

#[tokio::test]
async fn a_decision_gives_a_row_to_the_finding_it_is_about_and_to_no_other() {
    let world = World::new().await;
    world.scan(1, &[plain("web"), plain("api")]).await;
    let before = world.findings(1).await;
    let id = before[0].id;
    let decided = world
        .store
        .decide(&user(Role::Analyst), id, Some(1), &Decision::Acknowledge, minute(2))
        .await
        .unwrap();
    assert_eq!((decided.id, decided.opened_at, decided.revision), (id, minute(1), 2));
    assert_eq!((&decided.rule, &decided.evidence), (&before[0].rule, &before[0].evidence));
    assert_eq!(world.count(ROWS).await, 1);
    let mut after = world.findings(2).await;
    for row in after.iter_mut().filter(|row| row.id == id) {
        (row.state, row.revision) = (FindingState::Open, 1);
    }
    assert_eq!(after, before);
}

#[tokio::test]
async fn an_acceptance_and_its_expiry_leave_the_others_as_they_were() {
    let world = World::new().await;
    world.scan(1, &[plain("web")]).await;
    let before = world.findings(1).await;
    world.decide("CAP-005", &accept_until(100), 2).await;
    let accepted = world.findings(2).await;
    assert_eq!(accepted.len(), before.len());
    assert!(accepted.iter().zip(&before).all(|(after, before)| after.id == before.id));
    // With one risk accepted the others weigh differently.
    assert_ne!(accepted[0].gain, before[0].gain);
    assert_eq!(world.store.expire_acceptances(minute(100), 10).await.unwrap(), 1);
    let mut expired = world.findings(100).await;
    for row in expired.iter_mut().filter(|row| row.rule == "CAP-005") {
        row.revision = 1;
    }
    for row in &mut expired {
        row.stale = false;
    }
    assert_eq!(expired, before);
    assert_eq!(world.count(ROWS).await, 1);
}

#[tokio::test]
async fn what_is_fixed_new_or_of_another_severity_has_a_row() {
    let world = World::new().await;
    let home = |read_only| {
        let sample = testing::plain();
        let sample = if read_only {
            sample.bind_read_only("/etc", "/host/etc")
        } else {
            sample.bind("/etc", "/host/etc")
        };
        container("web", 1, &sample)
    };
    world.scan(1, &[home(true)]).await;
    let severity = world.finding("MNT-003", 1).await;
    world.scan(2, &[home(false)]).await;
    assert_eq!(world.count(ROWS).await, 1);
    let risen = world.finding("MNT-003", 2).await;
    assert_eq!((risen.id, risen.opened_at), (severity.id, minute(1)));
    assert!(risen.severity > severity.severity);
    // Fixed, and something new.
    let privileged = container("web", 1, &testing::plain().container(|c| c.privileged = true));
    world.scan(3, &[privileged]).await;
    assert_eq!(world.finding("MNT-003", 3).await.state, FindingState::Resolved);
    let new = world.finding("CAP-001", 3).await;
    assert_eq!((new.state, new.opened_at), (FindingState::Open, minute(3)));
    assert_eq!(world.finding("CAP-005", 3).await.opened_at, minute(1));
    assert_eq!(world.count("select count(*) from findings where rule = 'CAP-005'").await, 0);
}

#[tokio::test]
async fn a_redeploy_with_the_same_findings_writes_no_row() {
    let world = World::new().await;
    world.scan(1, &[plain("web")]).await;
    let before = world.findings(1).await;
    let mut again = container("web", 2, &testing::plain());
    again.facts.program = "other".into();
    assert_eq!(world.scan(2, &[again]).await.changed, 1);
    assert_eq!(world.findings(2).await, before);
    assert_eq!(world.count(ROWS).await, 0);
}

#[tokio::test]
async fn a_second_replica_that_agrees_writes_no_row_and_one_that_differs_writes_its_own() {
    let world = World::new().await;
    let replica = |number, read_only_root| {
        let sample = testing::plain().container(|c| c.read_only_root = read_only_root);
        in_project(container(&format!("shop-web-{number}"), 1, &sample), "shop", "web")
    };
    world.scan(1, &[replica(1, false)]).await;
    world.scan(2, &[replica(1, false), replica(2, false)]).await;
    assert_eq!(world.count(ROWS).await, 0);
    let both = Replicas { affected: 2, all: 2 };
    assert!(world.findings(2).await.iter().all(|row| row.replicas == both));
    world.scan(3, &[replica(1, false), replica(2, true)]).await;
    assert_eq!(world.finding("MNT-007", 3).await.replicas, Replicas { affected: 1, all: 2 });
    assert_eq!(world.finding("CAP-005", 3).await.replicas, both);
    assert_eq!(world.count("select count(*) from findings where rule <> 'MNT-007'").await, 0);
    assert_eq!(world.count(ROWS).await, 1);
}

#[tokio::test]
async fn new_rules_resolve_what_they_turn_off_and_leave_the_rest_without_rows() {
    let world = World::new().await;
    world.scan(1, &[plain("web")]).await;
    let policy = Policy { version: 2, rules_off: ["CAP-005".to_owned()].into(), ..Policy::default() };
    sqlx::query(
        "insert into policies (version, body, published_at, published_by) values (2, $1, now(), 'ada')",
    )
    .bind(sqlx::types::Json(&policy))
    .execute(world.store.pool())
    .await
    .unwrap();
    world.store.reassess_due(minute(2), 100).await.unwrap();
    assert_eq!(world.finding("CAP-005", 2).await.state, FindingState::Resolved);
    assert_eq!(world.finding("MNT-007", 2).await.opened_at, minute(1));
    assert_eq!(world.count(ROWS).await, 1);
    let id = world.id_of("web", 2).await;
    let then = world.store.workload_as_of(&admin(), id, minute(1)).await.unwrap().unwrap();
    assert!(then.findings.iter().any(|row| row.rule == "CAP-005"));
}

#[tokio::test]
async fn a_host_that_is_removed_resolves_what_has_no_row() {
    let world = World::new().await;
    let opened = world.scan(1, &[plain("web")]).await.opened;
    world.store.remove_host(&admin(), world.host, minute(2)).await.unwrap();
    let resolved = "select count(*) from findings where state = 'resolved'";
    assert_eq!(world.count(resolved).await, i64::from(opened));
}

#[tokio::test]
async fn a_page_after_a_decision_neither_skips_nor_repeats() {
    let world = World::new().await;
    let containers: Vec<_> = (0..6).map(|number| plain(&format!("web-{number}"))).collect();
    world.scan(1, &containers).await;
    let all: Vec<FindingId> = queue(&world, 500, 2, false).await;
    assert!(all.len() > 60);
    for size in [1, 7, 10] {
        assert_eq!(queue(&world, size, 2, false).await, all, "{size}");
    }
    // Acknowledging what was seen last gives it a row; its place stays.
    assert_eq!(queue(&world, 7, 3, true).await, all);
    assert!(world.count(ROWS).await > 6);
}

/// The whole queue, page by page; `decides`: acknowledges the last row of every page.
async fn queue(world: &World, size: u32, at: i64, decides: bool) -> Vec<FindingId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = Page::after(after, size);
        let filter = FindingFilter::default();
        let listed = world.store.list_findings(&admin(), &filter, &page, minute(at)).await.unwrap();
        ids.extend(listed.items.iter().map(|row| row.id));
        if let Some(last) = listed.items.last().filter(|_| decides) {
            let acknowledge = Decision::Acknowledge;
            world.store.decide(&admin(), last.id, None, &acknowledge, minute(at)).await.unwrap();
        }
        after = listed.next;
        if after.is_none() {
            return ids;
        }
    }
}

/// What may happen to a workload whose container has some of three problems.
#[derive(Clone, Debug)]
enum Step {
    Scan([bool; 3]),
    Acknowledge(usize),
    Accept(usize),
}

const RULES: [&str; 3] = ["CAP-012", "CAP-013", "MNT-007"];

fn with_problems(problems: [bool; 3]) -> ScannedContainer {
    let sample = testing::hardened().container(|c| {
        if problems[0] {
            c.namespaces.ipc = NamespaceMode::Host;
        }
        if problems[1] {
            c.namespaces.uts = NamespaceMode::Host;
        }
        c.read_only_root = !problems[2];
    });
    container("web", 1, &sample)
}

/// States and the numbers of events as product.md tells the lifecycle.
#[derive(Default)]
struct Told(BTreeMap<&'static str, (&'static str, i64, usize)>);

impl Told {
    fn scan(&mut self, at: i64, problems: [bool; 3]) {
        for (rule, there) in RULES.into_iter().zip(problems) {
            match (there, self.0.get(rule).copied()) {
                (true, None) => self.0.insert(rule, ("open", at, 1)),
                (true, Some(("resolved", _, events))) => self.0.insert(rule, ("reopened", at, events + 1)),
                (false, Some((state, opened, events))) if state != "resolved" => {
                    self.0.insert(rule, ("resolved", opened, events + 1))
                }
                _ => None,
            };
        }
    }

    fn decide(&mut self, rule: &'static str, state: &'static str) {
        let (_, opened, events) = self.0[rule];
        self.0.insert(rule, (state, opened, events + 1));
    }

    fn allows(&self, rule: &str, state: &str) -> bool {
        let refused: &[&str] =
            if state == "accepted" { &["resolved"] } else { &["resolved", "accepted", "acknowledged"] };
        self.0.get(rule).is_some_and(|(now, ..)| !refused.contains(now))
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any::<[bool; 3]>().prop_map(Step::Scan),
        1 => (0..3_usize).prop_map(Step::Acknowledge),
        1 => (0..3_usize).prop_map(Step::Accept),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn scans_and_decisions_leave_what_the_lifecycle_tells(steps in prop::collection::vec(step(), 1..10)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(follow(&steps));
    }
}

async fn follow(steps: &[Step]) {
    let (world, mut told) = (World::new().await, Told::default());
    for (at, step) in (1..).zip(steps) {
        match *step {
            Step::Scan(problems) => {
                world.scan(at, &[with_problems(problems)]).await;
                told.scan(at, problems);
            }
            Step::Acknowledge(rule) if told.allows(RULES[rule], "acknowledged") => {
                world.decide(RULES[rule], &Decision::Acknowledge, at).await;
                told.decide(RULES[rule], "acknowledged");
            }
            Step::Accept(rule) if told.allows(RULES[rule], "accepted") => {
                world.decide(RULES[rule], &accept_until(10_000), at).await;
                told.decide(RULES[rule], "accepted");
            }
            Step::Acknowledge(_) | Step::Accept(_) => {}
        }
        let mut listed = BTreeMap::new();
        for row in world.findings(at).await {
            let rule = RULES.into_iter().find(|rule| *rule == row.rule).expect("one of the three");
            let events = world.events(row.id, at).await.len();
            let opened = (row.opened_at - minute(0)).num_minutes();
            listed.insert(rule, (row.state.as_str(), opened, events));
        }
        assert_eq!(listed, told.0, "after {step:?} of {steps:?}");
    }
}
