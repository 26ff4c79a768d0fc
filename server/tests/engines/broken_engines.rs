use fleet::HostId;
use fleet::finding::FindingState;
use fleet::host::HostState;
use fleet::lifecycle::GONE_GRACE;
use fleet::scan::{MissingWhat, ScanError};
use fleet::workload::WorkloadRow;
use simulator::{Engine, Lie, Misbehaviour, Served, Spec};
use tempfile::TempDir;

use super::{Fleet, names, now, states};

/// One container that can be escaped from, and one that is careful.
fn engine(seed: u64, name: &str) -> Engine {
    let mut engine = Engine::new(seed, name, now());
    engine.run("proxy", Spec::new("traefik:v3").bind("/var/run/docker.sock:/var/run/docker.sock"));
    engine.run("careful", Spec::new("ghcr.io/acme/api:1").hardened("1000:1000"));
    engine
}

fn everything() -> String {
    "/".into()
}

#[tokio::test]
async fn engines_that_break_harm_neither_what_is_known_of_them_nor_other_hosts() {
    let folder = TempDir::new().unwrap();
    let fleet = Fleet::new().await;
    let mut engines = Vec::new();
    for (seed, name) in (1..).zip(["sound", "refusing", "lying", "truncating", "hanging"]) {
        let served = Served::unix(engine(seed, name), folder.path().join(name)).unwrap();
        let host = fleet.add_host(name, served.address()).await;
        engines.push((served, host));
    }
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 5)].into());
    let (workloads, findings) = (fleet.workloads().await, fleet.findings().await);
    assert_eq!(workloads.len(), 10);

    let lie = |lie| Misbehaviour::Lie { below: everything(), lie };
    engines[1].0.misbehave(Misbehaviour::Refuse { below: everything() });
    engines[2].0.misbehave(lie(Lie::Html));
    engines[3].0.misbehave(lie(Lie::Truncated));
    engines[4].0.misbehave(Misbehaviour::Hang { below: everything() });
    let report = fleet.scan().await;
    assert_eq!(report, [("complete".to_owned(), 1), ("failed".to_owned(), 4)].into());

    let mut causes = Vec::new();
    for (_, host) in &engines {
        causes.push(fleet.host(*host).await.failure.as_ref().map(ScanError::cause));
    }
    assert_eq!(causes, [None, Some("refused"), Some("malformed"), Some("malformed"), Some("timed_out")]);
    let after = fleet.workloads().await;
    assert_eq!(names(&after), names(&workloads));
    assert_eq!(states(&fleet.findings().await), states(&findings));
    let stale: Vec<bool> = engines.iter().map(|(_, host)| is_stale(&after, *host)).collect();
    assert_eq!(stale, [false, true, true, true, true]);

    for (served, _) in &engines {
        served.behave();
    }
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 5)].into());
    assert_eq!(states(&fleet.findings().await), states(&findings));
    for (served, _) in &engines {
        assert_eq!(served.writes(), []);
    }
}

fn is_stale(workloads: &[WorkloadRow], host: HostId) -> bool {
    workloads.iter().filter(|workload| workload.host_id == host).all(|workload| workload.stale)
}

#[tokio::test]
async fn a_partial_scan_names_what_is_missing_and_resolves_nothing() {
    let folder = TempDir::new().unwrap();
    let fleet = Fleet::new().await;
    let served = Served::unix(engine(1, "partial"), folder.path().join("socket")).unwrap();
    let host = fleet.add_host("partial", served.address()).await;
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 1)].into());
    let (workloads, findings) = (fleet.workloads().await, fleet.findings().await);

    let proxy = served.change(|engine| engine.container("proxy").unwrap().id.clone());
    served.misbehave(Misbehaviour::Lie { below: format!("/containers/{proxy}"), lie: Lie::WrongTypes });
    assert_eq!(fleet.scan().await, [("partial".to_owned(), 1)].into());
    let row = fleet.host(host).await;
    assert_eq!(row.state, HostState::Partial);
    assert_eq!(
        row.missing.iter().map(|missing| &missing.what).collect::<Vec<_>>(),
        [&MissingWhat::Container(proxy)]
    );
    assert_eq!(names(&fleet.workloads().await), names(&workloads));
    assert_eq!(states(&fleet.findings().await), states(&findings));

    served.behave();
    served.change(|engine| engine.remove("proxy"));
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 1)].into());
    fleet.app.clock.advance(GONE_GRACE);
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 1)].into());
    let after = fleet.findings().await;
    let of_socket = after.iter().find(|finding| finding.rule == "MNT-001").map(|finding| finding.state);
    assert_eq!(of_socket, Some(FindingState::Resolved), "what is really gone is resolved");
}

#[tokio::test]
async fn hostile_names_and_huge_labels_are_text_on_every_page() {
    let folder = TempDir::new().unwrap();
    let fleet = Fleet::new().await;
    let mut hostile = engine(1, "<script>alert(0)</script>");
    let names = [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(2)>",
        "\u{202e}txt.exe",
        "a\u{0}b\r\nc",
    ];
    for name in names {
        let spec = Spec::new("nginx:1").label("com.docker.compose.project", name);
        hostile.run(name, spec.label("com.docker.compose.service", name));
    }
    hostile.run("huge", Spec::new("nginx:1").label("notes", &"x".repeat(10 << 20)));
    let served = Served::unix(hostile, folder.path().join("socket")).unwrap();
    let host = fleet.add_host("hostile", served.address()).await;
    assert_eq!(fleet.scan().await, [("complete".to_owned(), 1)].into());
    assert_eq!(fleet.workloads().await.len(), 2 + names.len() + 1);

    for page in fleet.every_page(host).await {
        for hostile in ["<script>alert", "<img src=x", "\u{202e}", "\u{0}"] {
            let found = page.find(hostile).map(|at| page[..at].chars().rev().take(80).collect::<Vec<_>>());
            let before = found.map(|reversed| reversed.into_iter().rev().collect::<String>());
            assert_eq!(before, None, "{hostile:?} stands on a page after this");
        }
    }
}
