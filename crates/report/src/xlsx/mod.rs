//! A workbook: a sheet for the figures, one with every workload, one for each list. Text is written as text.

use std::io::{Result, Seek, Write};

use fleet::points;
use fleet::workload::SeverityCounts;
use posture::{Dimension, Severity};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use self::list::lists;
use crate::text::{cut, visible};
use crate::{Cause, Report, WorkloadLine, content};

mod list;

/// Excel holds no more rows than this, and no more characters in a cell than [`LONGEST`].
const MOST_ROWS: u32 = 1_048_576;
const LONGEST: usize = 32_000;

/// Writes the report; `workloads` go in one by one, lowest score first, and take no memory that grows with them.
///
/// # Errors
/// What reading a row or writing met.
pub fn xlsx(
    report: &Report,
    workloads: &mut dyn Iterator<Item = Result<WorkloadLine>>,
    out: impl Write + Seek + Send,
) -> Result<()> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report).map_err(failed)?);
    figures(&mut workbook, report).map_err(failed)?;
    all_workloads(&mut workbook, workloads)?;
    lists(&mut workbook, report).map_err(failed)?;
    workbook.save_to_writer(out).map_err(failed)
}

fn failed(error: XlsxError) -> std::io::Error {
    std::io::Error::other(error)
}

fn properties(report: &Report) -> std::result::Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_timestamp(report.as_of.timestamp())?;
    let title = cut(&content::full_title(report), 250);
    Ok(DocProperties::new().set_title(title).set_author("Plimsoll").set_creation_datetime(&made))
}

enum Value {
    Text(String),
    Number(f64),
    Empty,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// A sheet that is filled from top to bottom.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl<'a> Sheet<'a> {
    /// `columns`: titles and widths in characters.
    fn new(
        sheet: &'a mut Worksheet,
        name: &str,
        columns: &[(&str, f64)],
    ) -> std::result::Result<Self, XlsxError> {
        sheet.set_name(name)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        for (at, (_, width)) in (0..).zip(columns) {
            sheet.set_column_width(at, *width)?;
        }
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        let bold = Format::new().set_bold().set_align(FormatAlign::Top);
        for (at, (title, _)) in (0..).zip(columns) {
            sheet.write_string_with_format(0, at, *title, &bold)?;
        }
        Ok(Self { sheet, row: 1 })
    }

    fn row(&mut self, values: impl IntoIterator<Item = Value>) -> std::result::Result<(), XlsxError> {
        if self.row >= MOST_ROWS {
            return Ok(());
        }
        for (at, value) in (0..).zip(values) {
            match value {
                Value::Text(text) if !text.is_empty() => {
                    self.sheet.write_string(self.row, at, cut(&visible(&text), LONGEST))?;
                }
                Value::Number(number) => {
                    self.sheet.write_number(self.row, at, number)?;
                }
                Value::Text(_) | Value::Empty => {}
            }
        }
        self.row += 1;
        Ok(())
    }
}

macro_rules! values {
    ($($value:expr),* $(,)?) => { [$(Value::from($value)),*] };
}
use values;

fn figures(workbook: &mut Workbook, report: &Report) -> std::result::Result<(), XlsxError> {
    let columns = [("Figure", 30.0), ("Value", 34.0), ("A week before", 16.0)];
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Summary", &columns)?;
    let (now, before) = (&report.summary, &report.before);
    sheet.row(values!["Week", &report.period.week])?;
    sheet.row(values!["Time zone", &report.period.time_zone])?;
    sheet.row(values!["From", utc(report.period.from)])?;
    sheet.row(values!["Until", utc(report.period.until)])?;
    sheet.row(values!["As of", utc(report.as_of)])?;
    sheet.row(values!["Scope", content::scope(report)])?;
    if report.demo {
        sheet.row(values!["Demo", content::DEMO])?;
    }
    sheet.row(values!["Fleet index", now.index.map(shown), before.index.map(shown)])?;
    sheet.row(values!["Workloads", now.workloads, before.workloads])?;
    for ((standing, count), (_, then)) in now.grades.iter().zip(before.grades.iter()) {
        sheet.row(values![format!("Grade {standing}"), count, then])?;
    }
    for severity in Severity::WORST_FIRST {
        let title = format!("Open findings, {severity}");
        sheet.row(values![title, now.counts.of(severity), before.counts.of(severity)])?;
    }
    sheet.row(values!["Workloads with an escape path", report.escaping])?;
    sheet.row(values!["Hosts", now.hosts, before.hosts])?;
    sheet.row(values!["Hosts stale or failing", now.hosts_stale, before.hosts_stale])?;
    for line in &report.dimensions {
        sheet.row(values![format!("Mean of {}", line.dimension.title()), Some(shown(line.mean))])?;
    }
    let versions = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    sheet.row(values!["Policy version", versions(&report.method.policy_versions)])?;
    sheet.row(values!["Rules revision", versions(&report.method.rules_revisions)])?;
    changes(workbook, report)
}

fn changes(workbook: &mut Workbook, report: &Report) -> std::result::Result<(), XlsxError> {
    let columns = [
        ("Findings", 14.0),
        ("Critical", 10.0),
        ("High", 10.0),
        ("Medium", 10.0),
        ("Low", 10.0),
        ("Info", 10.0),
        ("All", 10.0),
    ];
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Changes", &columns)?;
    for (title, counts) in report.changes.kinds() {
        let numbers = by_severity(&counts).into_iter().chain([counts.total().into()]);
        sheet.row([title.into()].into_iter().chain(numbers))?;
    }
    let columns = [
        ("Day", 14.0),
        ("Index", 10.0),
        ("Workloads", 12.0),
        ("Critical", 10.0),
        ("High", 10.0),
        ("Hosts stale", 12.0),
    ];
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Trend", &columns)?;
    for point in &report.trend {
        let day = point.at.format("%Y-%m-%d").to_string();
        let index = point.index.map(shown);
        sheet.row(values![day, index, point.workloads, point.critical, point.high, point.hosts_stale])?;
    }
    Ok(())
}

fn all_workloads(
    workbook: &mut Workbook,
    workloads: &mut dyn Iterator<Item = Result<WorkloadLine>>,
) -> Result<()> {
    let mut columns = vec![
        ("Grade", 7.0),
        ("Score", 8.0),
        ("A week before", 13.0),
        ("Workload", 30.0),
        ("Project", 22.0),
        ("Host", 22.0),
        ("Image", 40.0),
        ("Critical", 8.0),
        ("High", 8.0),
        ("Medium", 8.0),
        ("Low", 8.0),
        ("Info", 8.0),
        ("Worst finding", 34.0),
        ("Rule", 10.0),
        ("Subject", 30.0),
        ("Escape paths", 30.0),
    ];
    columns.extend(Dimension::ALL.map(|dimension| (dimension.title(), 13.0)));
    columns.extend([("Accepted", 9.0), ("Unknown", 9.0), ("Raw score", 10.0)]);
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    let mut sheet = Sheet::new(sheet, "Workloads", &columns).map_err(failed)?;
    for workload in workloads {
        sheet.row(of_workload(&workload?)).map_err(failed)?;
    }
    Ok(())
}

fn of_workload(line: &WorkloadLine) -> Vec<Value> {
    let mut values = Vec::from(values![
        line.standing().as_str(),
        Some(shown(line.score)),
        line.before.map(shown),
        &line.name,
        &line.project,
        &line.host,
        &line.image,
    ]);
    values.extend(by_severity(&line.counts));
    let worst =
        |part: fn(&Cause) -> &String| line.worst.as_ref().map_or(Value::Empty, |worst| part(worst).into());
    values.extend([worst(|cause| &cause.title), worst(|cause| &cause.rule), worst(|cause| &cause.subject)]);
    let ways: Vec<_> = line.escape_paths.iter().map(|kind| kind.title()).collect();
    values.push(ways.join("; ").into());
    values.extend(line.dimensions.map(|score| Some(shown(score)).into()));
    values.extend(values![line.accepted, line.unknown, Some(shown(line.raw_score))]);
    values
}

fn by_severity(counts: &SeverityCounts) -> [Value; 5] {
    Severity::WORST_FIRST.map(|severity| counts.of(severity).into())
}

/// As people see it: truncated to a tenth.
fn shown(score: f64) -> f64 {
    points::score(score).parse().unwrap_or(score)
}

fn utc(at: chrono::DateTime<chrono::Utc>) -> String {
    fleet::moment::exact(at)
}
