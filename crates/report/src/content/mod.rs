//! What a report says, decided once: blocks that PDF and HTML lay out.

mod block;
mod detail;
mod glance;
mod method;
mod sentence;

pub use self::block::{Block, Cell, Column, Figure, Mark, Row, Run, Style, Table, Width};
use crate::Report;
use crate::text::{cut, visible};

/// Rows of a list of workloads, credentials or risks in PDF and HTML; the other formats have all workloads.
pub const SHOWN: usize = 40;

/// What every format of a demo's report says.
pub const DEMO: &str = "Demo: these figures are of a simulated fleet.";

pub struct Content {
    pub title: String,
    /// Of the document: with period and scope.
    pub full_title: String,
    /// Beneath the title.
    pub about: String,
    pub demo: bool,
    pub blocks: Vec<Block>,
}

pub fn content(report: &Report) -> Content {
    let week = sentence::week(&report.period);
    let mut blocks = glance::blocks(report);
    if !report.is_empty() {
        blocks.extend(detail::blocks(report));
    }
    blocks.push(method::section(report));
    Content {
        full_title: full_title(report),
        about: format!("{} · {}", sentence::days(&report.period), scope(report)),
        title: week,
        demo: report.demo,
        blocks,
    }
}

pub fn full_title(report: &Report) -> String {
    format!("Plimsoll weekly report {}, {}", report.period.week, scope(report))
}

/// The week in a few sentences.
pub fn summary(report: &Report) -> String {
    sentence::summary(report).into_iter().map(|run| run.text).collect()
}

/// The part of the fleet that a report is about, as people read it.
pub fn scope(report: &Report) -> String {
    if report.scope.is_everything() {
        return "whole fleet".into();
    }
    let parts: Vec<_> = report.scope.conditions().iter().map(|part| cut(&visible(part), 80)).collect();
    parts.join(", ")
}
