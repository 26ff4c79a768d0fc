//! Who may know whom.

use std::collections::BTreeMap;
use std::process::Command;

use serde::Deserialize;

use crate::tree::{assert_none, root};

/// Each crate, and those of ours that it may depend on.
const ARROWS: [(&str, &[&str]); 11] = [
    ("app", &["fleet", "intake", "posture", "store"]),
    ("collector", &["fleet", "intake", "posture"]),
    ("fleet", &["posture"]),
    ("intake", &["posture"]),
    ("posture", &[]),
    ("server", &["app", "collector", "fleet", "intake", "posture", "report", "simulator", "store"]),
    ("simulator", &[]),
    ("store", &["fleet", "posture"]),
    ("testkit", &["collector", "fleet", "intake", "posture", "server", "simulator", "store"]),
    ("xtask", &[]),
    ("report", &["fleet", "posture"]),
];

/// Crates of others, and the only ones of ours that may know them.
const RESERVED: [(&str, &[&str]); 5] = [
    ("axum", &["app", "server"]),
    ("axum-extra", &["server"]),
    ("leptos", &["app", "server"]),
    ("leptos_axum", &["app", "server"]),
    ("sqlx", &["store", "testkit"]),
];

/// What only `app[ssr]` may know: the browser never sees it.
const SERVER_SIDE_OF_APP: [&str; 4] = ["axum", "intake", "leptos_axum", "store"];

const PURE: [&str; 3] = ["fleet", "intake", "posture"];
const IMPURE: [&str; 8] =
    ["async-trait", "futures", "getrandom", "hyper", "rand", "reqwest", "tokio", "tracing-subscriber"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    optional: bool,
    features: Vec<String>,
    path: Option<String>,
}

impl Dependency {
    fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .output()
        .expect("cargo runs this test");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Metadata>(&output.stdout).expect("cargo metadata prints JSON").packages
}

/// `package -> dependency` for every dependency of which the predicate holds.
fn arrows(predicate: impl Fn(&Package, &Dependency) -> bool) -> Vec<String> {
    let packages = packages();
    let all =
        packages.iter().flat_map(|package| package.dependencies.iter().map(move |other| (package, other)));
    all.filter(|(package, other)| predicate(package, other))
        .map(|(package, other)| format!("{} -> {}", package.name, other.name))
        .collect()
}

#[test]
fn our_crates_depend_on_each_other_only_along_the_arrows() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into();
    let wrong = arrows(|package, other| {
        let known = allowed.get(package.name.as_str()).copied().unwrap_or_default();
        other.path.is_some() && !other.is_for_tests() && !known.contains(&other.name.as_str())
    });
    assert_none("dependencies against the arrows", &wrong);
}

#[test]
fn every_crate_has_its_place_in_the_house() {
    let placed = ARROWS.map(|(name, _)| name);
    let strangers: Vec<String> = packages()
        .into_iter()
        .map(|package| package.name)
        .filter(|name| !placed.contains(&name.as_str()))
        .collect();
    assert_none("crates without arrows", &strangers);
}

#[test]
fn reserved_crates_stay_where_they_belong() {
    let wrong = arrows(|package, other| {
        let owners = RESERVED.iter().find(|(name, _)| *name == other.name).map(|(_, owners)| *owners);
        owners.is_some_and(|owners| !owners.contains(&package.name.as_str()))
    });
    assert_none("dependencies on reserved crates", &wrong);
}

#[test]
fn the_browser_sees_nothing_of_the_server() {
    let wrong = arrows(|package, other| {
        package.name == "app"
            && SERVER_SIDE_OF_APP.contains(&other.name.as_str())
            && !other.optional
            && !other.is_for_tests()
    });
    assert_none("dependencies of app that must be optional", &wrong);
}

#[test]
fn the_pure_crates_can_neither_wait_nor_read_the_clock() {
    let wrong = arrows(|package, other| {
        let clock = other.name == "chrono" && other.features.iter().any(|feature| feature == "clock");
        PURE.contains(&package.name.as_str())
            && !other.is_for_tests()
            && (clock || IMPURE.contains(&other.name.as_str()))
    });
    assert_none("dependencies of a pure crate", &wrong);
}
