//! The catalogue as people read it: one rule for a terminal, all of them as a page.

use std::fmt::Write;

use crate::Dimension;
use crate::outcome::EscapeKind;
use crate::rules::{self, Rule};

/// What a rule takes that not every way of collecting offers; without it the rule is not applicable.
const TAKES: [(&str, &str); 18] = [
    ("CAP-026", "a list of commands started inside, from the engine's events"),
    ("HST-013", "an agent on the host that reads daemon.json"),
    ("HST-018", "an agent on the host that reads daemon.json"),
    ("HST-019", "the lists of containers and images"),
    ("HST-020", "an agent on the host that reads daemon.json"),
    ("IMG-005", "a policy that asks for signatures (`signed`)"),
    ("IMG-006", "the image's build history, which `docker inspect` does not print"),
    ("IMG-007", "the image's build history, which `docker inspect` does not print"),
    ("IMG-008", "the image's build history, which `docker inspect` does not print"),
    ("IMG-011", "a scanner's report that names such files"),
    ("IMG-012", "a scanner's report"),
    ("MNT-008", "the other containers of the host"),
    ("SEC-008", "the image's build history, which `docker inspect` does not print"),
    ("SEC-009", "the other containers of the host"),
    ("STL-003", "an answer of the registry"),
    ("STL-004", "the image's /etc/os-release, or labels that name its system"),
    ("STL-007", "a scanner's report"),
    ("STL-008", "the engine's list of changed files"),
];

/// One rule for a terminal: what it finds, why that matters, what to do, and where others say the same.
pub fn explain(rule: &Rule) -> String {
    let mut text = format!("{}  {}\n", rule.id, rule.title);
    let _ = writeln!(text, "{}, {} by default", about(rule), rule.severity);
    let _ = write!(text, "\n{}\n\nFix\n{}\n", rule.rationale, rule.fix);
    if let Some(takes) = takes(rule) {
        let _ = write!(text, "\nTakes\n{takes}; else it is not applicable.\n");
    }
    text.push_str("\nReferences\n");
    for (source, numbers) in references(rule) {
        let _ = writeln!(text, "  {source:<28}{}", numbers.join(", "));
    }
    text
}

/// Every rule and every escape path, as a page in Markdown.
pub fn page() -> String {
    let mut text = String::from(
        "# Rules\n\nWritten from the rules themselves; `plimsoll explain CAP-006` prints one. A hit may be milder or worse than the\n\
         default severity for a reason that its evidence names. A rule whose facts are missing says *unknown*; one that this way\n\
         of collecting could never answer is *not applicable*.\n",
    );
    let dimensions = Dimension::ALL.into_iter().map(Some).chain([None]);
    for dimension in dimensions {
        let _ = write!(text, "\n## {}\n", dimension.map_or("Hosts", Dimension::title));
        for rule in rules::ALL.iter().filter(|rule| rule.dimension() == dimension) {
            section(&mut text, rule);
        }
    }
    text.push_str(
        "\n## Escape paths\n\nEvidenced ways from a container to its host (MITRE ATT&CK T1611).\n\n",
    );
    for kind in EscapeKind::ALL {
        let _ = writeln!(text, "- {}: {}", kind.title(), kind.gives().title());
    }
    text
}

fn section(text: &mut String, rule: &Rule) {
    let _ = write!(text, "\n### {} {}\n\nDefault severity: {}.\n", rule.id, rule.title, rule.severity);
    let _ = write!(text, "\n{}\n\n**Fix.** {}\n", rule.rationale, rule.fix);
    if let Some(takes) = takes(rule) {
        let _ = write!(text, "\n**Takes** {takes}.\n");
    }
    let references: Vec<String> =
        references(rule).map(|(source, numbers)| format!("{source} {}", numbers.join(", "))).collect();
    let _ = write!(text, "\n{}\n", references.join(" · "));
}

fn about(rule: &Rule) -> &'static str {
    rule.dimension().map_or("Host", Dimension::title)
}

fn takes(rule: &Rule) -> Option<&'static str> {
    TAKES.iter().find(|(id, _)| *id == rule.id).map(|(_, takes)| *takes)
}

fn references(rule: &Rule) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let references = rule.references;
    let all = [
        ("CIS Docker Benchmark 1.6", references.cis),
        ("NIST SP 800-190", references.nist),
        ("OWASP Docker Top 10", references.owasp),
        ("MITRE ATT&CK", references.attack),
    ];
    all.into_iter().filter(|(_, numbers)| !numbers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rule_is_explained_with_all_that_it_says() {
        let text = explain(rules::find("CAP-018").expect("a rule"));
        assert_eq!(
            text,
            "CAP-018  No memory limit\nCapabilities, low by default\n\n\
             One container can take the memory of all, and the kernel then kills whatever it likes.\n\n\
             Fix\nSet a limit: `--memory 512m`.\n\n\
             References\n  \
             CIS Docker Benchmark 1.6    5.11\n  \
             NIST SP 800-190             3.4.3\n  \
             OWASP Docker Top 10         D07\n  \
             MITRE ATT&CK                T1499\n"
        );
    }

    #[test]
    fn what_not_every_way_of_collecting_offers_is_said() {
        let text = explain(rules::find("IMG-012").expect("a rule"));
        assert!(text.contains("\nTakes\na scanner's report; else it is not applicable.\n"), "{text}");
    }

    #[test]
    fn only_rules_that_exist_take_something() {
        assert!(TAKES.iter().all(|(id, _)| rules::find(id).is_some()));
        assert!(TAKES.is_sorted());
    }
}
