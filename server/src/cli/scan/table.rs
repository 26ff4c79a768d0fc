//! The outcome of a one-shot scan as a person likes to read it.

use std::fmt::Write;

use posture::{Grade, Severity};

use super::document::{Document, FindingPart, WorkloadPart};

const LONGEST_NAME: usize = 32;
const LONGEST_IMAGE: usize = 40;

/// Whether the terminal shows colours; they never speak alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    On,
    Off,
}

/// Renders the document: containers worst first, then host, escape paths and what could not be checked.
pub fn render(document: &Document, colours: Colours) -> String {
    let mut out = String::new();
    heading(&mut out, document);
    workloads(&mut out, document, colours);
    escape_paths(&mut out, document);
    host_findings(&mut out, document, colours);
    unknowns(&mut out, document);
    missing(&mut out, document);
    out
}

fn heading(out: &mut String, document: &Document) {
    let host = &document.host;
    let parts = [&host.name, &host.engine, &host.os].map(|part| clean(part));
    let known: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let host = if known.is_empty() { "Host not looked at".to_owned() } else { known.join(" · ") };
    let count = document.workloads.len();
    let noun = if count == 1 { "container" } else { "containers" };
    line(out, format_args!("{host} · {count} {noun}\n"));
}

fn workloads(out: &mut String, document: &Document, colours: Colours) {
    if document.workloads.is_empty() {
        line(out, format_args!("No containers."));
        return;
    }
    let name_width = width(document.workloads.iter().map(|found| found.name.as_str()), LONGEST_NAME);
    let image_width = width(document.workloads.iter().map(|found| found.image.as_str()), LONGEST_IMAGE);
    line(out, format_args!("GRADE  SCORE  {:name_width$}  {:image_width$}  WORST FINDING", "NAME", "IMAGE"));
    for found in &document.workloads {
        let grade = painted(&format!("{:<5}", grade(found)), grade_colour(found.grade), colours);
        let name = shortened(&clean(&found.name), LONGEST_NAME);
        let image = shortened(&clean(&found.image), LONGEST_IMAGE);
        let worst = found.findings.first().map_or_else(|| "none".to_owned(), |worst| phrase(worst, colours));
        line(
            out,
            format_args!("{grade}  {:>5.1}  {name:name_width$}  {image:image_width$}  {worst}", found.score),
        );
    }
}

fn escape_paths(out: &mut String, document: &Document) {
    let mut any = false;
    for found in &document.workloads {
        for path in &found.escape_paths {
            if !any {
                line(out, format_args!("\nESCAPE PATHS"));
                any = true;
            }
            line(
                out,
                format_args!(
                    "  {}: {} gives {} ({}). Closed by {}.",
                    shortened(&clean(&found.name), LONGEST_NAME),
                    path.kind.title(),
                    path.gives.title(),
                    clean(&path.evidence),
                    clean(&path.closed_by),
                ),
            );
        }
    }
}

fn host_findings(out: &mut String, document: &Document, colours: Colours) {
    let host = &document.host;
    let (Some(score), Some(grade)) = (host.score, host.grade) else { return };
    let mark = if host.complete { "" } else { "?" };
    line(out, format_args!("\nHOST {grade}{mark} {score:.1}"));
    for finding in &host.findings {
        line(out, format_args!("  {}", phrase(finding, colours)));
    }
}

fn unknowns(out: &mut String, document: &Document) {
    let of_host = document.host.unknown.iter().map(|unknown| ("host", unknown));
    let of_workloads = document
        .workloads
        .iter()
        .flat_map(|found| found.unknown.iter().map(move |unknown| (found.name.as_str(), unknown)));
    let mut by_cause: std::collections::BTreeMap<(String, String), Vec<String>> =
        std::collections::BTreeMap::new();
    for (name, unknown) in of_host.chain(of_workloads) {
        let cause = (unknown.rule.clone(), clean(&unknown.missing));
        by_cause.entry(cause).or_default().push(shortened(&clean(name), LONGEST_NAME));
    }
    if by_cause.is_empty() {
        return;
    }
    line(out, format_args!("\nNOT KNOWN"));
    for ((rule, missing), names) in by_cause {
        let whom = if names.len() > 3 { format!("{} containers", names.len()) } else { names.join(", ") };
        line(out, format_args!("  {rule}: {missing} ({whom})"));
    }
}

fn missing(out: &mut String, document: &Document) {
    if document.missing.is_empty() {
        return;
    }
    line(out, format_args!("\nNOT READ"));
    for missing in &document.missing {
        let what = serde_json::to_string(&missing.what).unwrap_or_default();
        line(out, format_args!("  {}: {}", clean(&what), clean(&missing.reason)));
    }
}

fn grade(found: &WorkloadPart) -> String {
    if found.complete { found.grade.to_string() } else { format!("{}?", found.grade) }
}

fn phrase(finding: &FindingPart, colours: Colours) -> String {
    let severity =
        painted(&format!("{:<8}", finding.severity.as_str()), severity_colour(finding.severity), colours);
    let title = if finding.title.is_empty() { clean(&finding.evidence) } else { finding.title.to_owned() };
    let subject =
        if finding.subject.is_empty() { String::new() } else { format!(": {}", clean(&finding.subject)) };
    format!("{severity} {} {title}{subject}", finding.rule)
}

/// Select Graphic Rendition numbers, readable on dark and light.
const fn grade_colour(grade: Grade) -> u8 {
    match grade {
        Grade::A | Grade::B => 32,
        Grade::C => 33,
        Grade::D => 31,
        Grade::F => 91,
    }
}

const fn severity_colour(severity: Severity) -> u8 {
    match severity {
        Severity::Critical => 91,
        Severity::High => 31,
        Severity::Medium => 33,
        Severity::Low | Severity::Info => 2,
    }
}

fn painted(text: &str, colour: u8, colours: Colours) -> String {
    match colours {
        Colours::On => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
        Colours::Off => text.to_owned(),
    }
}

/// Names come from containers: nothing in them may move the cursor, change colours or the reading direction.
pub fn clean(text: &str) -> String {
    let is_hostile = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().map(|letter| if is_hostile(letter) { '\u{fffd}' } else { letter }).collect()
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

fn width<'a>(texts: impl Iterator<Item = &'a str>, longest: usize) -> usize {
    texts.map(|text| text.chars().count().min(longest)).max().unwrap_or(0).max("IMAGE".len())
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;

    use super::super::document::{HostPart, UnknownPart};
    use super::*;

    fn finding(rule: &str, severity: Severity, title: &'static str, subject: &str) -> FindingPart {
        FindingPart {
            rule: rule.into(),
            severity,
            subject: subject.into(),
            title,
            evidence: String::new(),
            loss: None,
            gain: None,
        }
    }

    fn container(name: &str, score: f64, grade: Grade, findings: Vec<FindingPart>) -> WorkloadPart {
        WorkloadPart {
            name: name.into(),
            image: "nginx:1.27".into(),
            state: "running",
            score,
            raw_score: score,
            grade,
            dimensions: BTreeMap::new(),
            findings,
            unknown: Vec::new(),
            complete: true,
            escape_paths: Vec::new(),
        }
    }

    fn document(workloads: Vec<WorkloadPart>) -> Document {
        let host = HostPart {
            name: "build-7".into(),
            engine: "Docker 27.5.1".into(),
            os: "Debian GNU/Linux 12".into(),
            score: Some(95.0),
            grade: Some(Grade::A),
            complete: true,
            findings: vec![finding("HST-005", Severity::Low, "User namespaces are not used", "")],
            unknown: Vec::new(),
        };
        Document { schema: "", scanned_at: DateTime::UNIX_EPOCH, host, workloads, missing: Vec::new() }
    }

    #[test]
    fn columns_line_up_and_each_row_ends_with_its_worst_finding() {
        let socket = finding("MNT-001", Severity::Critical, "Engine socket mounted", "/var/run/docker.sock");
        let text = render(
            &document(vec![
                container("ci", 7.3, Grade::F, vec![socket]),
                container("web-frontend", 100.0, Grade::A, Vec::new()),
            ]),
            Colours::Off,
        );
        let expected = "\
build-7 · Docker 27.5.1 · Debian GNU/Linux 12 · 2 containers

GRADE  SCORE  NAME          IMAGE       WORST FINDING
F        7.3  ci            nginx:1.27  critical MNT-001 Engine socket mounted: /var/run/docker.sock
A      100.0  web-frontend  nginx:1.27  none

HOST A 95.0
  low      HST-005 User namespaces are not used
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_grade_that_hides_something_carries_a_question_mark_and_the_reason_is_listed() {
        let mut hidden = container("web", 99.0, Grade::A, Vec::new());
        hidden.complete = false;
        hidden
            .unknown
            .push(UnknownPart { rule: "IMG-003".into(), missing: "the image could not be read".into() });
        let text = render(&document(vec![hidden]), Colours::Off);
        assert!(text.contains("\nA?      99.0  web"), "{text}");
        assert!(text.contains("NOT KNOWN\n  IMG-003: the image could not be read (web)"), "{text}");
    }

    #[test]
    fn a_hostile_name_can_neither_paint_nor_move_nor_turn_the_text() {
        let hostile = "a\u{1b}[2J\u{7}\r\nb\u{202e}c\u{200b}";
        let text = render(&document(vec![container(hostile, 50.0, Grade::D, Vec::new())]), Colours::Off);
        assert!(!text.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}', '\u{200b}']), "{text:?}");
        assert_eq!(text.lines().count(), 7, "a name stays on its line: {text}");
    }

    #[test]
    fn a_long_name_is_cut_and_colours_are_used_only_where_they_are_shown() {
        let long = container(&"x".repeat(500), 50.0, Grade::D, Vec::new());
        let plain = render(&document(vec![long]), Colours::Off);
        assert!(plain.contains(&format!("{}…  nginx", "x".repeat(31))), "{plain}");
        let short = document(vec![container("web", 50.0, Grade::D, Vec::new())]);
        assert!(render(&short, Colours::On).contains("\u{1b}[31mD    \u{1b}[0m"));
    }
}
