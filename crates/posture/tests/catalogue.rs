//! The page about the rules is the rules.

use std::path::Path;

/// Set it to anything to write the page anew.
const REWRITE: &str = "PLIMSOLL_WRITE_PAGES";

#[test]
fn the_page_in_the_documentation_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let page = posture::explain::page();
    if std::env::var_os(REWRITE).is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/rules.md is out of date: {REWRITE}=1 cargo nextest run -p posture up_to_date"
    );
}

#[test]
fn every_rule_has_its_place_on_the_page() {
    let page = posture::explain::page();
    for rule in posture::rules::ALL {
        assert_eq!(page.matches(&format!("### {} ", rule.id)).count(), 1, "{}", rule.id);
    }
}
