//! A rule whose file is there is also checked.

use crate::tree::{Source, assert_none, rust};

const FOLDER: &str = "crates/posture/src/rules";

#[test]
fn every_rule_file_is_registered() {
    let sources = rust(FOLDER);
    let (registries, rules): (Vec<&Source>, Vec<&Source>) =
        sources.iter().partition(|source| source.path.ends_with("/mod.rs"));
    assert!(!rules.is_empty(), "no rules in {FOLDER}");
    let lines: Vec<&str> =
        registries.iter().flat_map(|source| source.code().map(|(_, line)| line.trim())).collect();
    let unregistered: Vec<String> = rules
        .iter()
        .filter(|source| {
            let name =
                source.path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap_or_default();
            let used = |line: &&&str| line.contains(&format!("{name}::"));
            !lines.iter().any(|line| line.ends_with(&format!("mod {name};")))
                || lines.iter().find(used).is_none()
        })
        .map(|source| source.path.clone())
        .collect();
    assert_none("rules that nobody runs", &unregistered);
}
