//! The lists behind the first page.

use fleet::host::HostState;
use fleet::points;

use super::{Block, Cell, Column, Mark, Row, Run, SHOWN, Style, Table, sentence};
use crate::text::{count, cut, of};
use crate::{AcceptedRisk, Cause, Credential, Fix, HostLine, Place, Report, WorkloadLine};

pub fn blocks(report: &Report) -> Vec<Block> {
    vec![
        worst(report),
        fixes(report),
        escape_paths(report),
        credentials(report),
        accepted(report),
        hosts(report),
    ]
}

/// A section with a table, or with the sentence that says why there is none.
fn listed(title: &str, aside: String, none: &str, table: Table, more: i64) -> Block {
    let mut blocks = Vec::new();
    if table.rows.is_empty() {
        blocks.push(Block::Paragraph(vec![Style::Muted.run(none)]));
    } else {
        blocks.push(Block::Table(table));
    }
    if more > 0 {
        blocks.push(Block::Note(vec![Style::Muted.run(format!("And {} more.", count(more)))]));
    }
    Block::Section { title: title.into(), aside, blocks }
}

fn more<T>(shown: &[T], total: i64) -> i64 {
    total - i64::try_from(shown.len().min(SHOWN)).unwrap_or(i64::MAX)
}

fn worst(report: &Report) -> Block {
    let rows = report.worst.iter().take(SHOWN).map(workload);
    let table = Table {
        summary: "The workloads with the lowest scores, and their worst finding".into(),
        columns: vec![
            Column::fixed("Score", 48.0),
            Column::number("Week", 34.0),
            Column::text("Workload", 0.30),
            Column::text("Host", 0.20),
            Column::text("Why", 0.50),
        ],
        rows: rows.collect(),
    };
    let left = more(&report.worst, report.summary.workloads);
    let aside = "lowest score first".to_owned();
    let mut block = listed("Worst workloads", aside, "No workload was known.", table, 0);
    if let (Block::Section { blocks, .. }, 1..) = (&mut block, left) {
        let text = format!("And {} more with higher scores; the spreadsheet lists them all.", count(left));
        blocks.push(Block::Note(vec![Style::Muted.run(text)]));
    }
    block
}

fn workload(line: &WorkloadLine) -> Row {
    let change = match line.before.map(|before| points::change(line.score - before)) {
        None => Cell::of(Style::Muted, "new"),
        Some(text) if text == "0" => Cell::of(Style::Muted, text),
        Some(text) if text.starts_with('+') => Cell::of(Style::Good, text),
        Some(text) => Cell::of(Style::Bad, text),
    };
    let why = match &line.worst {
        None => Cell::of(Style::Muted, "Nothing that counts"),
        Some(worst) => {
            let others = line.counts.total() - 1;
            let mut why = cause(worst);
            if others > 0 {
                why.runs.push(Style::Muted.run(format!("  and {} more", count(others))));
            }
            why
        }
    };
    Row {
        cells: vec![
            Cell::of(Style::Strong, points::score(line.score)).marked(Mark::Grade(line.standing())),
            change,
            Cell::runs(workload_name(&line.project, &line.name)),
            Cell::of(Style::Plain, cut(&line.host, 80)),
            why,
        ],
    }
}

fn workload_name(project: &str, name: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    if !project.is_empty() {
        runs.push(Style::Muted.run(format!("{} / ", cut(project, 80))));
    }
    runs.push(Style::Strong.run(cut(name, 120)));
    runs
}

fn cause(cause: &Cause) -> Cell {
    let mut runs = vec![Style::Plain.run(cut(&cause.title, 120))];
    if !cause.subject.is_empty() {
        runs.push(Style::Plain.run("  "));
        runs.push(Style::Code.run(cut(&cause.subject, 100)));
    }
    Cell::runs(runs).marked(Mark::Severity(cause.severity))
}

fn place(place: &Place) -> Cell {
    if place.workload.is_empty() {
        return Cell::runs([Style::Strong.run(cut(&place.host, 80)), Style::Muted.run("  the host itself")]);
    }
    let mut runs = workload_name(&place.project, &place.workload);
    runs.push(Style::Muted.run(format!("  on {}", cut(&place.host, 80))));
    Cell::runs(runs)
}

fn fixes(report: &Report) -> Block {
    let rows = report.fixes.iter().enumerate().map(|(at, fix)| fix_row(at + 1, fix));
    let table = Table {
        summary: "What raises the fleet index most".into(),
        columns: vec![
            Column::fixed("No.", 16.0),
            Column::text("What to do", 1.0),
            Column::number("Workloads", 52.0),
            Column::number("Findings", 46.0),
            Column::number("Index", 40.0),
        ],
        rows: rows.collect(),
    };
    let aside = "gain of the index, each by itself".to_owned();
    listed("Best next fixes", aside, "No finding takes anything from the index.", table, 0)
}

fn fix_row(number: usize, fix: &Fix) -> Row {
    let what = [
        Style::Strong.run(&fix.title),
        Style::Muted.run(format!("  {}  ", fix.rule)),
        Style::Plain.run(cut(&fix.fix, 220)),
    ];
    Row {
        cells: vec![
            Cell::of(Style::Muted, number.to_string()),
            Cell::runs(what).marked(Mark::Severity(fix.severity)),
            Cell::of(Style::Plain, count(fix.workloads)),
            Cell::of(Style::Plain, count(fix.findings)),
            Cell::of(Style::Good, points::gain(fix.gain)),
        ],
    }
}

fn escape_paths(report: &Report) -> Block {
    let rows = report.escape_paths.iter().map(|line| {
        let change = line.workloads - line.before;
        let change = match change {
            0 => Cell::of(Style::Muted, "as before"),
            1.. => Cell::of(Style::Bad, format!("+{}", count(change))),
            _ => Cell::of(Style::Good, count(change)),
        };
        Row {
            cells: vec![
                Cell::of(Style::Strong, line.kind.title()),
                Cell::of(Style::Strong, count(line.workloads)),
                change,
            ],
        }
    });
    let table = Table {
        summary: "Open escape paths by kind".into(),
        columns: vec![
            Column::text("Way to root on the host", 1.0),
            Column::number("Workloads", 70.0),
            Column::number("In the week", 80.0),
        ],
        rows: rows.collect(),
    };
    let none = "No workload has an open escape path.";
    let aside = of(report.escaping, "workload", "workloads");
    listed("Escape paths open", aside, none, table, 0)
}

fn credentials(report: &Report) -> Block {
    let row = |line: &Credential| Row {
        cells: vec![
            cause(&line.cause),
            place(&line.place),
            Cell::of(Style::Muted, sentence::moment(line.at, &report.period)),
        ],
    };
    let list = &report.credentials;
    let table = Table {
        summary: "Credentials that became exposed in the week".into(),
        columns: vec![
            Column::text("What is exposed", 0.5),
            Column::text("Where", 0.5),
            Column::fixed("Since", 88.0),
        ],
        rows: list.items.iter().take(SHOWN).map(row).collect(),
    };
    let none = "No credential became exposed in the week.";
    listed("New credentials exposed", count(list.total), none, table, more(&list.items, list.total))
}

fn accepted(report: &Report) -> Block {
    let row = |line: &AcceptedRisk| {
        let soon = line.until <= report.as_of + SOON;
        let until = Cell::of(
            if soon { Style::Strong } else { Style::Plain },
            sentence::day(line.until, &report.period),
        );
        let until = if soon { until.marked(Mark::Warning) } else { until };
        let mut why = Cell::of(Style::Plain, cut(&line.reason, 300));
        why.runs.push(Style::Muted.run(format!("  {}", cut(&line.by, 60))));
        Row { cells: vec![until, cause(&line.cause), place(&line.place), why] }
    };
    let list = &report.accepted;
    let soon = list.items.iter().filter(|line| line.until <= report.as_of + SOON).count();
    let aside = match soon {
        0 => count(list.total),
        soon => format!("{}, of which {soon} expire within 14 days", count(list.total)),
    };
    let table = Table {
        summary: "Risks that were accepted, by expiry".into(),
        columns: vec![
            Column::fixed("Until", 78.0),
            Column::text("Risk", 0.34),
            Column::text("Where", 0.30),
            Column::text("Why and by whom", 0.36),
        ],
        rows: list.items.iter().take(SHOWN).map(row).collect(),
    };
    listed(
        "Accepted risks",
        aside,
        "No risk was accepted at that moment.",
        table,
        more(&list.items, list.total),
    )
}

/// What expires within it is said to expire soon.
pub const SOON: chrono::TimeDelta = chrono::TimeDelta::days(14);

fn hosts(report: &Report) -> Block {
    let row = |line: &HostLine| Row {
        cells: vec![
            Cell::of(Style::Strong, cut(&line.name, 80)).marked(Mark::Warning),
            Cell::of(Style::Plain, state(line.state)),
            Cell::of(Style::Plain, cut(&line.cause, 240)),
            Cell::of(
                Style::Muted,
                line.seen_at.map_or_else(|| "never".into(), |at| sentence::moment(at, &report.period)),
            ),
        ],
    };
    let list = &report.hosts;
    let table = Table {
        summary: "Hosts that were stale or failing".into(),
        columns: vec![
            Column::text("Host", 0.35),
            Column::fixed("State", 56.0),
            Column::text("Why", 0.65),
            Column::fixed("Last read", 88.0),
        ],
        rows: list.items.iter().take(SHOWN).map(row).collect(),
    };
    let aside = format!("{} of {}", count(list.total), count(report.summary.hosts));
    let none = "Every host had been read when it should have been.";
    listed("Hosts that need attention", aside, none, table, more(&list.items, list.total))
}

fn state(state: HostState) -> &'static str {
    match state {
        HostState::New => "Never read",
        HostState::Fresh => "Fresh",
        HostState::Partial => "Partial",
        HostState::Stale => "Stale",
        HostState::Failed => "Failed",
    }
}
