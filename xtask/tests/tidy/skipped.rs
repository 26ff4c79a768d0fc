//! No test is left out: what a test needs and does not find makes it fail.

use crate::tree::{assert_none, rust, sources};

#[test]
fn no_rust_test_is_ignored() {
    for folder in ["app", "crates", "server"] {
        let mut found = Vec::new();
        for source in rust(folder) {
            let lines = (1..).zip(source.text.lines());
            found.extend(
                lines
                    .filter(|(_, line)| line.trim_start().starts_with("#[ignore"))
                    .map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())),
            );
        }
        assert_none("ignored tests", &found);
    }
}

#[test]
fn no_browser_test_is_skipped_or_alone() {
    let found: Vec<String> = sources("end2end")
        .iter()
        .filter(|source| source.is("ts"))
        .flat_map(|source| {
            source.lines_with(&["test.skip", "test.only", "test.fixme", "describe.only", "describe.skip"])
        })
        .collect();
    assert_none("browser tests that do not run, or keep others from running", &found);
}
