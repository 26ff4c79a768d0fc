//! The PDF as other programs read it.

mod sample;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use report::Report;

fn with_tool(bytes: &[u8], tool: &str, arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("report.pdf");
    std::fs::write(&file, bytes).expect("written");
    run(tool, arguments, &file)
}

fn run(tool: &str, arguments: &[&str], file: &Path) -> String {
    let (before, after) = arguments.iter().copied().partition::<Vec<&str>, _>(|argument| *argument != "-");
    let output =
        Command::new(tool).args(before).arg(file).args(after).output().expect("poppler-utils is installed");
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn text(report: &Report) -> String {
    let bytes = report::pdf(report).expect("a PDF");
    with_tool(&bytes, "pdftotext", &["-layout", "-"])
}

/// Without line ends and spaces, so that wrapping does not matter.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn assert_says(report: &Report, expected: &[&str]) {
    let said = squeezed(&text(report));
    for words in expected {
        assert!(said.contains(&squeezed(words)), "{words:?} is not in the PDF:\n{}", text(report));
    }
}

#[test]
fn the_numbers_of_the_week_can_be_read() {
    assert_says(
        &sample::small(),
        &[
            "Week 46 of 2026",
            "Mon 9 to Sun 15 November 2026, Europe/Berlin · whole fleet",
            "The fleet index is 71.7, 1.8 lower than a week before.",
            "424 of 1,412 workloads, 11 fewer than a week before",
            "47 findings were opened, 4 came back and 62 resolved.",
            "A? 41 3%",
            "Opened 3 11 24 9 0 47",
            "Worsened 1 2 0 0 0 3",
            "Came back 1 2 1 0 0 4",
            "Resolved 5 19 30 8 0 62",
            "Capabilities 74.6 1,240",
            "4.8 −46.4 payments / ledger-api",
            "And 1,404 more with higher scores",
            "Engine socket 31 +2",
            "2, of which 1 expire within 14 days",
            "The client certificate expired on 22 November",
            "policy 6, 7 and rules revision 12",
        ],
    );
}

#[test]
fn every_page_of_a_demo_says_so() {
    let demo = text(&sample::hostile());
    let pages: Vec<_> = demo.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 1 && pages.iter().all(|page| page.contains("Demo: a simulated fleet")), "{demo}");
    assert!(demo.contains("Demo: these figures are of a simulated fleet."));
    assert!(!text(&sample::small()).contains("Demo"));
}

#[test]
fn a_week_without_data_says_so() {
    let empty = sample::empty();
    assert_says(
        &empty,
        &["There was no host in this scope by the end of the week", "No host was registered."],
    );
    assert!(!text(&empty).contains("Worst workloads"));

    let mut only_hosts = sample::empty();
    only_hosts.summary.hosts = 2;
    only_hosts.hosts = sample::small().hosts;
    assert_says(
        &only_hosts,
        &["so there is no index", "ber-lab-02", "2 hosts were registered, of which 2 had never"],
    );
}

#[test]
fn it_is_tagged_titled_and_in_a_language() {
    for report in [sample::empty(), sample::small(), sample::hostile()] {
        let bytes = report::pdf(&report).expect("the rules of PDF/UA-1 hold");
        let info = with_tool(&bytes, "pdfinfo", &[]);
        for expected in
            ["Tagged: yes", "Page size: 595.28 x 841.89 pts (A4)", "Title: Plimsoll weekly report 2026-W46"]
        {
            assert!(squeezed(&info).contains(&squeezed(expected)), "{expected} is not in\n{info}");
        }
        let structure = with_tool(&bytes, "pdfinfo", &["-struct-text"]);
        assert!(structure.contains("H1") && structure.contains("H2"), "{structure}");
        assert!(
            bytes.windows(9).any(|part| part == b"/Lang(en)")
                || bytes.windows(10).any(|part| part == b"/Lang (en)")
        );
    }
    let structure = with_tool(&report::pdf(&sample::small()).expect("a PDF"), "pdfinfo", &["-struct-text"]);
    for tag in ["Table", "THead", "TBody", "TR", "TH", "TD", "Figure"] {
        assert!(structure.lines().any(|line| line.trim().starts_with(tag)), "no {tag} in\n{structure}");
    }
}

#[test]
fn hostile_names_stay_text_and_show_what_they_hide() {
    let said = squeezed(&text(&sample::hostile()));
    for expected in [
        "<script>alert(1)</script>",
        "=HYPERLINK(\"http://evil.example\",\"click\")",
        r"\u{202e}gpj.exe",
        "Жук Ελλάς Łódź",
        r"\u{6771}",
    ] {
        assert!(said.contains(&squeezed(expected)), "{expected}");
    }
    assert!(!said.contains(['\u{202e}', '\u{200b}', '\0', '\u{1b}']));
    let bytes = report::pdf(&sample::hostile()).expect("a PDF");
    for forbidden in ["/JavaScript", "/URI", "/Launch", "/OpenAction"] {
        assert!(!bytes.windows(forbidden.len()).any(|part| part == forbidden.as_bytes()), "{forbidden}");
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert!(report::pdf(&sample::small()).expect("a PDF") == report::pdf(&sample::small()).expect("a PDF"));
}

#[test]
fn lists_without_end_are_cut_and_say_how_many_more() {
    let mut report = sample::hostile();
    report.worst = sample::hostile_workloads(20_000);
    report.summary.workloads = 100_000;
    let began = Instant::now();
    assert_says(&report, &["And 99,960 more with higher scores", "And 3,960 more."]);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
