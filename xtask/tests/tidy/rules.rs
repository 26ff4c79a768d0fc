//! A rule whose file is there is also checked.

use crate::tree::{assert_none, rust};

const FOLDER: &str = "crates/posture/src/rules";

#[test]
fn every_rule_file_is_registered() {
    let sources = rust(FOLDER);
    let registry =
        sources.iter().find(|source| source.path == format!("{FOLDER}/mod.rs")).expect("rules/mod.rs");
    let lines: Vec<&str> = registry.code().map(|(_, line)| line.trim()).collect();
    let rules: Vec<&str> = sources.iter().filter_map(|source| rule(&source.path)).collect();
    assert!(!rules.is_empty(), "no rules in {FOLDER}");
    let unregistered: Vec<String> = rules
        .into_iter()
        .filter(|rule| !lines.iter().any(|line| line.contains(&format!("{rule}::"))))
        .map(str::to_owned)
        .collect();
    assert_none("rules that nobody runs", &unregistered);
}

#[test]
fn every_rule_is_tested_by_three_cases_at_least() {
    let sources = rust(FOLDER);
    let rules = sources.iter().filter(|source| rule(&source.path).is_some());
    let few = rules.filter(|source| source.text.matches("#[test]").count() < 3);
    let few: Vec<String> = few.map(|source| source.path.clone()).collect();
    assert_none("rules with fewer than three cases", &few);
}

#[test]
fn four_hundred_cases_at_least_are_tested_on_rules() {
    let sources = rust(FOLDER);
    let rules = sources.iter().filter(|source| rule(&source.path).is_some());
    let cases: usize = rules.map(|source| source.text.matches("#[test]").count()).sum();
    assert!(cases >= 400, "only {cases} cases");
}

/// The module of a rule, such as `cap_001_privileged`; the other files are what rules share.
fn rule(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?.strip_suffix(".rs")?;
    let (dimension, rest) = name.split_once('_')?;
    let (number, _) = rest.split_once('_')?;
    (dimension.len() == 3 && number.len() == 3 && number.parse::<u16>().is_ok()).then_some(name)
}
