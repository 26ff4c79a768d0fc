//! How the figures came about.

use super::{Block, Style, scope, sentence};
use crate::Report;
use crate::text::of;

pub fn section(report: &Report) -> Block {
    let mut text = vec![
        "Every figure is as of ".to_owned(),
        sentence::moment(report.as_of, &report.period),
        format!(" ({}), for {}. ", fleet::moment::exact(report.as_of), part(report)),
        covered(report),
    ];
    if report.as_of < report.period.until {
        text.push(" The week was not over then.".into());
    }
    let method = &report.method;
    if !method.policy_versions.is_empty() {
        text.push(format!(
            " Scores were computed with policy {} and rules revision {}.",
            numbers(&method.policy_versions),
            numbers(&method.rules_revisions)
        ));
    }
    let scoring = "The index is the mean score of the workloads that were not gone; a grade follows the worst \
        severity, not the number: F has a critical finding, D a high one, B and C nothing above medium, A nothing above \
        low. A? has unknown checks that could be high or critical and is not counted as an A. Accepted risks take \
        nothing from a score while they last. Host labels are those of today.";
    let gains = "The gain of a fix is the difference that scoring every workload again makes when all findings of the \
        rule are gone and nothing else changes. Gains of several fixes do not add up.";
    let paragraph = |text: String| Block::Paragraph(vec![Style::Muted.run(text)]);
    Block::Section {
        title: "How this was computed".into(),
        aside: String::new(),
        blocks: vec![paragraph(text.concat()), paragraph(scoring.into()), paragraph(gains.into())],
    }
}

fn part(report: &Report) -> String {
    if report.scope.is_everything() { "the whole fleet".into() } else { scope(report) }
}

fn covered(report: &Report) -> String {
    let hosts = of(report.summary.hosts, "host was", "hosts were");
    let never = report.summary.hosts - report.method.hosts_covered;
    match (report.summary.hosts, never) {
        (0, _) => "No host was registered.".into(),
        (_, 0) => format!("{hosts} registered, and all had been scanned."),
        (_, never) => format!("{hosts} registered, of which {never} had never been scanned."),
    }
}

fn numbers(numbers: &[i64]) -> String {
    let words: Vec<_> = numbers.iter().map(i64::to_string).collect();
    words.join(", ")
}
