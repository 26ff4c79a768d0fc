use chrono::TimeDelta;
use proptest::prelude::*;

use super::container::IMAGE_ID;
use super::secret::{disclosures, variables};
use super::{mostly_default, name_of, names_of, now, one_of, sometimes};
use crate::Severity;
use crate::facts::{BuildFlaw, BuildFlawKind, Image, OsRelease, ScannerReport, Signature, Vulnerability};

/// Where generated images come from: trusted, not trusted, over plain HTTP, and built here.
const ORIGINS: &[&str] = &[
    "nginx",
    "gcr.io/distroless/static",
    "acme/api",
    "ghcr.io/acme/api",
    "10.1.2.3:5000/api",
    "localhost/api",
];

/// Any image, up to two years old.
pub fn image() -> impl Strategy<Value = Image> {
    let digests = proptest::collection::vec(name_of(ORIGINS), 0..=2);
    let age_days = proptest::option::weighted(0.9, -1_i64..730);
    let user = mostly_default(50, name_of(&["root", "0", "10001", "app", "10001:10001", ":0", "ä b"]));
    let ports = proptest::collection::vec(name_of(&["80/tcp", "5432/tcp", "22/tcp", "9", "x", ""]), 0..=2);
    let told = (os_release(), signature(), mostly_default(30, scanner_report().prop_map(Some)));
    let secrets =
        (variables(), disclosures(), mostly_default(10, names_of(&["/data", "/proc", "/dev/shm"], 2)));
    (digests, age_days, user, ports, sometimes(40), history(), secrets, told).prop_map(
        |(repositories, age_days, user, exposed_ports, health_check, history, secrets, told)| {
            let (history, history_unread, build_flaws) = history;
            let (environment, disclosures, volumes) = secrets;
            let (os_release, signature, scanner_report) = told;
            Image {
                id: IMAGE_ID.into(),
                repo_digests: repositories
                    .iter()
                    .map(|name| format!("{name}@sha256:{}", "ab".repeat(32)))
                    .collect(),
                created_at: age_days.map(|days| now() - TimeDelta::days(days)),
                user,
                exposed_ports,
                volumes,
                health_check,
                environment,
                history,
                history_unread,
                build_flaws,
                disclosures,
                os_release,
                signature,
                scanner_report,
                ..Image::default()
            }
        },
    )
}

fn history() -> impl Strategy<Value = (Option<Vec<String>>, bool, Vec<BuildFlaw>)> {
    const FLAWS: &[BuildFlawKind] = &[
        BuildFlawKind::RemoteAdd,
        BuildFlawKind::DownloadPiped,
        BuildFlawKind::IndexUpdateAlone,
        BuildFlawKind::SshServer,
    ];
    let flaw = (1_u32..9, one_of(FLAWS)).prop_map(|(step, kind)| BuildFlaw { step, kind });
    let instructions = proptest::option::weighted(0.8, names_of(&["ADD", "ENV", "RUN"], 3));
    (instructions, sometimes(50), mostly_default(40, proptest::collection::vec(flaw, 0..=3)))
}

fn os_release() -> impl Strategy<Value = Option<OsRelease>> {
    let release = (
        name_of(&["alpine", "debian", "fedora", "centos", "wolfi", ""]),
        name_of(&["3.18.4", "11", "13", "43", "9", "", "ä"]),
    );
    proptest::option::of(release.prop_map(|(id, version)| OsRelease { id, version }))
}

fn signature() -> impl Strategy<Value = Option<Signature>> {
    one_of(&[
        None,
        Some(Signature::Verified),
        Some(Signature::NotVerified),
        Some(Signature::Absent),
        Some(Signature::NoAnswer),
    ])
}

fn scanner_report() -> impl Strategy<Value = ScannerReport> {
    let vulnerability = (name_of(&["CVE-1", "CVE-2", "<b>"]), one_of(&Severity::WORST_FIRST), any::<bool>())
        .prop_map(|(id, severity, fixable)| Vulnerability { id, severity, fixable });
    let files = proptest::option::of(names_of(&["/bin/su", "/bin/ping"], 2));
    (proptest::collection::vec(vulnerability, 0..=4), files).prop_map(|(vulnerabilities, setuid_files)| {
        ScannerReport { scanner: "scanner 1".into(), vulnerabilities, setuid_files }
    })
}
