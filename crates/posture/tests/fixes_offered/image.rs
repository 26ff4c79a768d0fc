use posture::Severity;
use posture::facts::{BuildFlaw, BuildFlawKind, Registry, ScannerReport, Vulnerability};
use posture::fix::Change;
use posture::testing::{hardened, plain};

use crate::{check, line, lines, titled};

#[test]
fn a_tag_is_pinned_by_the_digest_that_runs() {
    let sample = hardened().named("nginx:latest");
    check(sample.clone(), &["Pin the image by the digest that runs now: IMG-001 IMG-002"]);
    let fix = titled(&sample, "Pin the image by the digest that runs now");
    let Change::PinImage { reference } = &fix.change else { panic!("{:?}", fix.change) };
    assert!(reference.starts_with("nginx@sha256:1111"), "{reference}");
}

#[test]
fn a_version_stays_beside_the_digest() {
    let fix = titled(&hardened().named("nginx:1.29"), "Pin the image by the digest that runs now");
    let Change::PinImage { reference } = &fix.change else { panic!("{:?}", fix.change) };
    assert!(reference.starts_with("nginx:1.29@sha256:1111"), "{reference}");
}

#[test]
fn an_image_from_elsewhere_is_not_pinned_by_its_digest() {
    check(hardened().named("ghcr.io/acme/nginx:1.29"), &[]);
}

#[test]
fn what_podman_calls_a_digest_of_localhost_pins_nothing() {
    let local = format!("localhost/api@sha256:{}", "ab".repeat(32));
    check(hardened().named("localhost/api:1").image(|i| i.repo_digests = vec![local]), &[]);
}

#[test]
fn each_flaw_of_a_build_is_mended() {
    let flaws = [BuildFlawKind::RemoteAdd, BuildFlawKind::DownloadPiped, BuildFlawKind::IndexUpdateAlone];
    let flaws: Vec<BuildFlaw> = (1..).zip(flaws).map(|(step, kind)| BuildFlaw { step, kind }).collect();
    let sample = hardened().built(&["ADD", "RUN", "RUN"]).image(|i| i.build_flaws = flaws);
    let mut lines = lines(&sample);
    lines.sort();
    assert_eq!(
        lines,
        [
            "Check downloads before they run: IMG-007",
            "Check what ADD downloads: IMG-006",
            "Update the index and install in one step: IMG-008",
        ]
    );
}

#[test]
fn a_health_check_is_added() {
    check(hardened().container(|c| c.health_check = false), &["Add a health check: IMG-009"]);
}

#[test]
fn the_ssh_server_goes_with_its_port() {
    let sample = hardened().image(|i| i.exposed_ports = vec!["22/tcp".into()]);
    check(sample.container(|c| c.runs_ssh_server = true), &["Remove the SSH server: IMG-010"]);
}

#[test]
fn a_renewed_image_has_no_fix_outstanding_and_is_not_old() {
    let known = |id: &str, fixable| Vulnerability { id: id.into(), severity: Severity::High, fixable };
    let report = ScannerReport {
        scanner: "scanner 1".into(),
        vulnerabilities: vec![known("CVE-1", true), known("CVE-2", false)],
        setuid_files: None,
    };
    let old = plain().now - chrono::TimeDelta::days(400);
    let sample = hardened().image(|i| {
        i.created_at = Some(old);
        i.scanner_report = Some(report);
    });
    check(sample, &["Renew the image: STL-001 STL-007"]);
}

#[test]
fn what_the_registry_has_is_pulled() {
    let since = plain().now - chrono::TimeDelta::days(40);
    let newer = Registry::Points { index_digest: Some("sha256:3333".into()), platform_digest: None, since };
    check(hardened().surroundings(|s| s.registry = Some(newer)), &["Renew the image: STL-003"]);
}

#[test]
fn a_container_that_ran_for_months_is_started_again() {
    let started = plain().now - chrono::TimeDelta::days(100);
    check(hardened().runtime(|r| r.started_at = Some(started)), &["Start it again: STL-005"]);
}

#[test]
fn a_program_left_by_somebody_is_looked_at_before_the_restart() {
    let sample = hardened().runtime(|r| r.changed_executables = Some(vec!["/tmp/x".into()]));
    let fix = titled(&sample, "Start it again");
    assert_eq!(line(&fix), "Start it again: STL-008");
    assert!(fix.breakage.breaks.contains(&"what was changed inside is lost: look at it first".to_owned()));
}

#[test]
fn an_image_that_is_renewed_first_is_not_pinned_by_its_old_digest() {
    let old = plain().image(|i| i.created_at = Some(plain().now - chrono::TimeDelta::days(400)));
    let renewed = old.changed(&titled(&old, "Renew the image").change);
    assert!(!lines(&renewed).iter().any(|line| line.contains("Pin")), "{:?}", lines(&renewed));
    assert!(lines(&old).iter().any(|line| line.contains("Pin")), "{:?}", lines(&old));
}
