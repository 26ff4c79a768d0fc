//! What people ask of a fleet: a mix of 20 filters and sorts, first pages and deep ones. Each is asked a few times,
//! and counts with its median; what is reported is the median over the mix.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use fleet::finding::{FindingFilter, FindingState};
use fleet::workload::{Direction, WorkloadFilter, WorkloadSort};
use fleet::{Cursor, Page, Scope};
use posture::{Dimension, Severity};
use store::Store;

use super::actor;

const ASKED: usize = 5;
const PAGE: u32 = 50;
/// Pages before a deep one.
const DEEP: usize = 20;

pub fn label_scope() -> Scope {
    Scope::read([("label", "team=payments")]).expect("a label")
}

pub async fn overview(store: &Store, scope: &Scope, now: DateTime<Utc>) -> Result<f64> {
    let since = now - TimeDelta::days(1);
    asked(async || Ok(store.overview(&actor(), scope, since, now).await.map(drop)?)).await
}

pub async fn workloads(store: &Store, scope: &Scope, now: DateTime<Utc>) -> Result<f64> {
    let mut mix = BTreeMap::new();
    for (name, filter, sort, direction, deep) in workload_mix(scope) {
        let read = async |page: &Page| {
            let read = store.list_workloads(&actor(), &filter, sort, direction, page, now).await;
            Ok(read.context(name)?.next)
        };
        mix.insert(name, asked_for_page(deep, read).await?);
    }
    Ok(told("workloads", mix))
}

pub async fn findings(store: &Store, scope: &Scope, now: DateTime<Utc>) -> Result<f64> {
    let mut mix = BTreeMap::new();
    for (name, filter, deep) in finding_mix(scope) {
        let read = async |page: &Page| {
            Ok(store.list_findings(&actor(), &filter, page, now).await.context(name)?.next)
        };
        mix.insert(name, asked_for_page(deep, read).await?);
    }
    Ok(told("findings", mix))
}

/// As [`asked`], of the first page or a deep one. `read` gives where the next page begins.
async fn asked_for_page(deep: bool, read: impl AsyncFn(&Page) -> Result<Option<Cursor>>) -> Result<f64> {
    let mut page = Page { limit: PAGE, ..Page::default() };
    for _ in 0..if deep { DEEP } else { 0 } {
        let Some(next) = read(&page).await? else { break };
        page.after = Some(next);
    }
    asked(async || read(&page).await.map(drop)).await
}

/// The median in milliseconds; the first time, which fills caches, does not count.
async fn asked(ask: impl AsyncFn() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..=ASKED {
        let begun = Instant::now();
        ask().await?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(&mut times[1..]))
}

type WorkloadQuestion = (&'static str, WorkloadFilter, WorkloadSort, Direction, bool);

fn workload_mix(scope: &Scope) -> Vec<WorkloadQuestion> {
    use Direction::{Ascending, Descending};
    let any = || WorkloadFilter { scope: scope.clone(), ..WorkloadFilter::default() };
    let search = |words: &str| WorkloadFilter { search: Some(words.into()), ..any() };
    let rule = |rule: &str| WorkloadFilter { rule: Some(rule.into()), ..any() };
    let mounts = WorkloadSort::Dimension(Dimension::Mounts);
    vec![
        ("worst", any(), WorkloadSort::Score, Ascending, false),
        ("worst, deep", any(), WorkloadSort::Score, Ascending, true),
        ("best", any(), WorkloadSort::Score, Descending, false),
        ("by name", any(), WorkloadSort::Name, Ascending, false),
        ("by name, deep", any(), WorkloadSort::Name, Ascending, true),
        ("by host", any(), WorkloadSort::Host, Ascending, false),
        ("by change", any(), WorkloadSort::Change, Ascending, false),
        ("by mounts", any(), mounts, Ascending, false),
        ("by mounts, deep", any(), mounts, Ascending, true),
        ("newest", any(), WorkloadSort::FirstSeen, Descending, false),
        ("named ledger", search("ledger"), WorkloadSort::Score, Ascending, false),
        ("named ledger, deep", search("ledger"), WorkloadSort::Name, Ascending, true),
        ("of postgres", search("postgres"), WorkloadSort::Score, Ascending, false),
        ("named nothing", search("zeppelin"), WorkloadSort::Score, Ascending, false),
        ("privileged", rule("CAP-001"), WorkloadSort::Score, Ascending, false),
        ("not pinned", rule("IMG-002"), WorkloadSort::Score, Ascending, false),
        ("not pinned, deep", rule("IMG-002"), WorkloadSort::Name, Ascending, true),
        (
            "escaping",
            WorkloadFilter { escape_path: Some(true), ..any() },
            WorkloadSort::Score,
            Ascending,
            false,
        ),
        ("accepted", WorkloadFilter { accepted: Some(true), ..any() }, WorkloadSort::Score, Ascending, false),
        ("also gone", WorkloadFilter { include_gone: true, ..any() }, WorkloadSort::Score, Ascending, false),
    ]
}

fn finding_mix(scope: &Scope) -> Vec<(&'static str, FindingFilter, bool)> {
    let any = || FindingFilter { scope: scope.clone(), ..FindingFilter::default() };
    let search = |words: &str| FindingFilter { search: Some(words.into()), ..any() };
    let rule = |rule: &str| FindingFilter { rule: Some(rule.into()), ..any() };
    let severe = |severity| FindingFilter { severities: vec![severity], ..any() };
    let state = |state| FindingFilter { states: vec![state], ..any() };
    vec![
        ("to do", any(), false),
        ("to do, deep", any(), true),
        ("critical", severe(Severity::Critical), false),
        ("critical, deep", severe(Severity::Critical), true),
        ("high", severe(Severity::High), false),
        ("medium", severe(Severity::Medium), false),
        ("medium, deep", severe(Severity::Medium), true),
        ("low", severe(Severity::Low), false),
        ("privileged", rule("CAP-001"), false),
        ("engine socket", rule("MNT-001"), false),
        ("not pinned", rule("IMG-002"), false),
        ("not pinned, deep", rule("IMG-002"), true),
        ("secrets", rule("SEC-002"), false),
        ("named ledger", search("ledger"), false),
        ("named ledger, deep", search("ledger"), true),
        ("about passwords", search("password"), false),
        ("named nothing", search("zeppelin"), false),
        ("open", state(FindingState::Open), false),
        ("accepted", state(FindingState::Accepted), false),
        ("resolved", state(FindingState::Resolved), false),
    ]
}

/// The median of the mix; each question is told for who looks for the slow ones.
fn told(what: &str, mix: BTreeMap<&'static str, f64>) -> f64 {
    for (name, median) in &mix {
        eprintln!("{what:>10} {name:<22} {median:8.1} ms");
    }
    median(&mut mix.into_values().collect::<Vec<_>>())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
