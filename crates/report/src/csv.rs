//! Everything in one table: the column `section` says what a row is about. Safe to open in a spreadsheet.

use std::io::{Result, Write};

use fleet::workload::SeverityCounts;
use posture::Severity;

use crate::text::visible;
use crate::{Cause, Place, Report, WorkloadLine, content};

const COLUMNS: [&str; 19] = [
    "section",
    "item",
    "title",
    "severity",
    "workload",
    "project",
    "host",
    "image",
    "grade",
    "score",
    "score_before",
    "critical",
    "high",
    "medium",
    "low",
    "info",
    "count",
    "note",
    "at",
];

/// Writes the report; `workloads` go out one by one, lowest score first.
///
/// # Errors
/// What reading a row or writing met.
pub fn csv(
    report: &Report,
    workloads: &mut dyn Iterator<Item = Result<WorkloadLine>>,
    out: impl Write,
) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(COLUMNS)?;
    for line in figures(report) {
        line.write(&mut writer)?;
    }
    for workload in workloads {
        of_workload(&workload?).write(&mut writer)?;
    }
    for line in lists(report) {
        line.write(&mut writer)?;
    }
    writer.flush()
}

/// One row: what is not set stays empty.
#[derive(Default)]
struct Line {
    section: &'static str,
    item: String,
    title: String,
    severity: Option<Severity>,
    place: Option<Place>,
    image: String,
    grade: String,
    score: Option<f64>,
    before: Option<f64>,
    counts: Option<SeverityCounts>,
    count: Option<i64>,
    note: String,
    at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Line {
    fn new(section: &'static str, item: impl Into<String>) -> Self {
        Self { section, item: item.into(), ..Self::default() }
    }

    fn caused(self, cause: &Cause) -> Self {
        let title = if cause.subject.is_empty() {
            cause.title.clone()
        } else {
            format!("{}: {}", cause.title, cause.subject)
        };
        Self { item: cause.rule.clone(), title, severity: Some(cause.severity), ..self }
    }

    fn write(self, writer: &mut csv::Writer<impl Write>) -> Result<()> {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.4}"));
        let place = self.place.unwrap_or(Place {
            workload: String::new(),
            project: String::new(),
            host: String::new(),
        });
        let mut cells = vec![
            self.section.to_owned(),
            text(&self.item),
            text(&self.title),
            self.severity.map_or_else(String::new, |severity| severity.to_string()),
            text(&place.workload),
            text(&place.project),
            text(&place.host),
            text(&self.image),
            self.grade,
            number(self.score),
            number(self.before),
        ];
        let counts = self.counts;
        cells.extend(
            Severity::WORST_FIRST
                .map(|severity| counts.map_or_else(String::new, |counts| counts.of(severity).to_string())),
        );
        cells.push(self.count.map_or_else(String::new, |count| count.to_string()));
        cells.push(text(&self.note));
        cells.push(self.at.map_or_else(String::new, |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()));
        Ok(writer.write_record(cells)?)
    }
}

/// Text that no spreadsheet takes for a formula and that hides nothing.
fn text(value: &str) -> String {
    let value = visible(value);
    if value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{value}")
    } else {
        value
    }
}

fn figures(report: &Report) -> Vec<Line> {
    let summary = &report.summary;
    let mut lines = vec![
        Line {
            note: report.period.time_zone.clone(),
            at: Some(report.period.from),
            ..Line::new("period", &report.period.week)
        },
        Line {
            title: if report.demo { content::DEMO.into() } else { String::new() },
            note: report.demo.to_string(),
            ..Line::new("demo", "demo")
        },
        Line { title: content::scope(report), at: Some(report.as_of), ..Line::new("scope", "scope") },
        Line {
            score: summary.index,
            before: report.before.index,
            counts: Some(summary.counts),
            count: Some(summary.workloads),
            ..Line::new("summary", "fleet index")
        },
        Line { count: Some(summary.hosts), ..Line::new("summary", "hosts") },
        Line { count: Some(summary.hosts_stale), ..Line::new("summary", "hosts stale or failing") },
    ];
    for (standing, count) in summary.grades.iter() {
        lines.push(Line {
            grade: standing.to_string(),
            count: Some(count),
            ..Line::new("grades", standing.as_str())
        });
    }
    for (title, counts) in report.changes.kinds() {
        let item = title.to_lowercase();
        lines.push(Line { counts: Some(counts), count: Some(counts.total()), ..Line::new("changes", item) });
    }
    for point in &report.trend {
        lines.push(Line {
            score: point.index,
            count: Some(point.workloads),
            at: Some(point.at),
            ..Line::new("trend", point.at.format("%Y-%m-%d").to_string())
        });
    }
    for line in &report.dimensions {
        let title = line.dimension.title();
        lines.push(Line {
            score: Some(line.mean),
            count: Some(line.workloads),
            ..Line::new("dimensions", title)
        });
    }
    lines
}

fn of_workload(line: &WorkloadLine) -> Line {
    let place = Place { workload: line.name.clone(), project: line.project.clone(), host: line.host.clone() };
    let row = Line::new("workloads", "");
    let row = match &line.worst {
        Some(worst) => row.caused(worst),
        None => row,
    };
    Line {
        place: Some(place),
        image: line.image.clone(),
        grade: line.standing().to_string(),
        score: Some(line.score),
        before: line.before,
        counts: Some(line.counts),
        note: line.escape_paths.iter().map(|kind| kind.title()).collect::<Vec<_>>().join("; "),
        ..row
    }
}

fn lists(report: &Report) -> Vec<Line> {
    let mut lines = Vec::new();
    for fix in &report.fixes {
        lines.push(Line {
            title: fix.title.clone(),
            severity: Some(fix.severity),
            score: Some(fix.gain),
            count: Some(fix.workloads),
            note: fix.fix.clone(),
            ..Line::new("fixes", &fix.rule)
        });
    }
    for line in &report.escape_paths {
        lines.push(Line { count: Some(line.workloads), ..Line::new("escape paths", line.kind.title()) });
    }
    for line in &report.credentials.items {
        let row = Line { place: Some(line.place.clone()), at: Some(line.at), ..Line::new("credentials", "") };
        lines.push(row.caused(&line.cause));
    }
    for line in &report.accepted.items {
        let note = format!("{} ({})", line.reason, line.by);
        let row = Line {
            place: Some(line.place.clone()),
            at: Some(line.until),
            note,
            ..Line::new("accepted risks", "")
        };
        lines.push(row.caused(&line.cause));
    }
    for line in &report.hosts.items {
        let place = Place { workload: String::new(), project: String::new(), host: line.name.clone() };
        let (note, at) = (line.cause.clone(), line.seen_at);
        lines.push(Line { place: Some(place), note, at, ..Line::new("hosts", line.state.as_str()) });
    }
    lines
}
