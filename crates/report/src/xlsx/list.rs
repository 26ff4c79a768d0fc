//! A sheet for each list.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Sheet, Value, utc, values};
use crate::{Cause, Place, Report};

pub fn lists(workbook: &mut Workbook, report: &Report) -> Result<(), XlsxError> {
    let columns = [
        ("Rule", 10.0),
        ("Title", 36.0),
        ("What to do", 60.0),
        ("Severity", 10.0),
        ("Workloads", 10.0),
        ("Findings", 10.0),
        ("Gain of the index", 16.0),
    ];
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Best next fixes", &columns)?;
    for fix in &report.fixes {
        sheet.row(values![
            &fix.rule,
            &fix.title,
            &fix.fix,
            fix.severity.as_str(),
            fix.workloads,
            fix.findings,
            Some((fix.gain * 1000.0).round() / 1000.0)
        ])?;
    }
    let columns = [("Way", 40.0), ("Workloads", 12.0), ("A week before", 14.0)];
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Escape paths", &columns)?;
    for line in &report.escape_paths {
        sheet.row(values![line.kind.title(), line.workloads, line.before])?;
    }
    let columns = [&CAUSE[..], &PLACE[..], &[("Since", 22.0)]].concat();
    let mut sheet = Sheet::new(workbook.add_worksheet(), "New credentials", &columns)?;
    for line in &report.credentials.items {
        sheet.row(cause(&line.cause).into_iter().chain(place(&line.place)).chain([utc(line.at).into()]))?;
    }
    let columns = [&CAUSE[..], &PLACE[..], &[("Until", 22.0), ("By", 20.0), ("Reason", 60.0)]].concat();
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Accepted risks", &columns)?;
    for line in &report.accepted.items {
        let end = values![utc(line.until), &line.by, &line.reason];
        sheet.row(cause(&line.cause).into_iter().chain(place(&line.place)).chain(end))?;
    }
    let columns = [("Host", 30.0), ("State", 10.0), ("Why", 70.0), ("Last read", 22.0)];
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Hosts", &columns)?;
    for line in &report.hosts.items {
        let seen = line.seen_at.map_or_else(|| "never".to_owned(), utc);
        sheet.row(values![&line.name, line.state.as_str(), &line.cause, seen])?;
    }
    Ok(())
}

const CAUSE: [(&str, f64); 4] = [("Severity", 10.0), ("Rule", 10.0), ("Title", 34.0), ("Subject", 30.0)];
const PLACE: [(&str, f64); 3] = [("Workload", 30.0), ("Project", 22.0), ("Host", 22.0)];

fn cause(cause: &Cause) -> [Value; 4] {
    values![cause.severity.as_str(), &cause.rule, &cause.title, &cause.subject]
}

fn place(place: &Place) -> [Value; 3] {
    values![&place.workload, &place.project, &place.host]
}
