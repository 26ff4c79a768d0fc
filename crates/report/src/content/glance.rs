//! The first page: where the fleet stands and what changed.

use fleet::points;
use posture::Severity;

use super::{Block, Cell, Column, Figure, Mark, Row, Style, Table, sentence};
use crate::Report;
use crate::chart;
use crate::text::{count, of};

pub fn blocks(report: &Report) -> Vec<Block> {
    let mut blocks = vec![Block::Lead(sentence::summary(report))];
    if let Some(index) = report.summary.index {
        blocks.push(hero(report, index));
        blocks.push(Block::Beside(vec![(0.5, vec![changes(report)]), (0.5, vec![dimensions(report)])]));
    } else if !report.is_empty() {
        blocks.push(changes(report));
    }
    blocks
}

fn section(title: &str, aside: impl Into<String>, blocks: Vec<Block>) -> Block {
    Block::Section { title: title.into(), aside: aside.into(), blocks }
}

fn hero(report: &Report, index: f64) -> Block {
    let summary = &report.summary;
    let gauge = Figure {
        drawing: chart::index(index, report.change(), summary),
        alt: format!(
            "Fleet index {}; {} critical and {} high findings are open.",
            points::score(index),
            count(summary.counts.critical),
            count(summary.counts.high)
        ),
    };
    let grades = Figure {
        drawing: chart::grades(&summary.grades),
        alt: summary
            .grades
            .iter()
            .map(|(standing, workloads)| format!("{standing}: {}", of(workloads, "workload", "workloads")))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let trend = match chart::trend(&report.trend, report.period.from) {
        Some(drawing) => Block::Figure(Figure { drawing, alt: trend_in_words(report) }),
        None => Block::Paragraph(vec![Style::Muted.run("Nothing is known of the days before.")]),
    };
    let days = of(i64::try_from(report.trend.len()).unwrap_or(i64::MAX), "day", "days");
    Block::Beside(vec![
        (0.28, vec![section("Fleet index", "", vec![Block::Figure(gauge)])]),
        (0.43, vec![section("Trend", days, vec![trend])]),
        (0.29, vec![section("Workloads by grade", count(summary.workloads), vec![Block::Figure(grades)])]),
    ])
}

fn trend_in_words(report: &Report) -> String {
    let known: Vec<_> = report.trend.iter().filter_map(|point| Some((point.at, point.index?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return String::new() };
    let reading = |(at, index): (chrono::DateTime<chrono::Utc>, f64)| {
        format!("{} on {}", points::score(index), at.format("%-d %b %Y"))
    };
    format!("Index from {} to {}.", reading(*first), reading(*last))
}

fn changes(report: &Report) -> Block {
    let rows = report.changes.kinds().map(|(title, counts)| {
        let number =
            |value: i64| Cell::of(if value == 0 { Style::Muted } else { Style::Plain }, count(value));
        let mut cells = vec![Cell::of(Style::Strong, title)];
        cells.extend(Severity::WORST_FIRST.map(|severity| number(counts.of(severity))));
        cells.push(Cell::of(Style::Strong, count(counts.total())));
        Row { cells }
    });
    let mut columns = vec![Column::text("Findings", 1.0)];
    let widths =
        [("Critical", 28.0), ("High", 20.0), ("Medium", 29.0), ("Low", 19.0), ("Info", 19.0), ("All", 22.0)];
    columns.extend(widths.map(|(title, points)| Column::number(title, points)));
    let table = Table {
        summary: "Findings of the week by what happened and severity".into(),
        columns,
        rows: rows.into(),
    };
    section("What changed", "findings in the week", vec![Block::Table(table)])
}

fn dimensions(report: &Report) -> Block {
    let rows = report.dimensions.iter().map(|line| Row {
        cells: vec![
            Cell::of(Style::Strong, line.dimension.title()),
            Cell::of(Style::Strong, points::score(line.mean)).marked(Mark::Meter(line.mean)),
            Cell::of(Style::Plain, count(line.workloads)),
        ],
    });
    let table = Table {
        summary: "Mean score of each dimension".into(),
        columns: vec![
            Column::text("Dimension", 1.0),
            Column::number("Mean score", 88.0),
            Column::number("With findings", 52.0),
        ],
        rows: rows.collect(),
    };
    section("Five dimensions", "100 is best", vec![Block::Table(table)])
}
