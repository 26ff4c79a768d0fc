use fleet::grades::Standing;
use posture::Severity;

use crate::draw::Drawing;
use crate::text::visible;

pub enum Block {
    /// A heading of the second level with what is beneath it.
    Section {
        title: String,
        aside: String,
        blocks: Vec<Block>,
    },
    Paragraph(Vec<Run>),
    /// What to read first.
    Lead(Vec<Run>),
    /// What stands beneath a list.
    Note(Vec<Run>),
    Figure(Figure),
    Table(Table),
    /// Side by side on paper: each with its part of the width.
    Beside(Vec<(f32, Vec<Block>)>),
}

pub struct Figure {
    pub drawing: Drawing,
    /// Says what the picture shows, with its numbers.
    pub alt: String,
}

pub struct Table {
    /// For whoever cannot see it.
    pub summary: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

pub struct Column {
    pub title: &'static str,
    pub width: Width,
    pub right: bool,
}

#[derive(Clone, Copy)]
pub enum Width {
    Points(f32),
    /// Part of what the others leave.
    Part(f32),
}

#[derive(Default)]
pub struct Row {
    /// The first one says what the row is about.
    pub cells: Vec<Cell>,
}

#[derive(Default)]
pub struct Cell {
    pub mark: Option<Mark>,
    pub runs: Vec<Run>,
}

/// A sign before the text of a cell.
#[derive(Clone, Copy, PartialEq)]
pub enum Mark {
    Grade(Standing),
    Severity(Severity),
    Warning,
    /// How much of 100.
    Meter(f64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Fit to be seen.
    pub text: String,
    pub style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    Plain,
    Strong,
    Muted,
    Code,
    Good,
    Bad,
}

impl Style {
    pub fn run(self, text: impl AsRef<str>) -> Run {
        Run { text: visible(text.as_ref()), style: self }
    }
}

impl Column {
    pub const fn text(title: &'static str, part: f32) -> Self {
        Self { title, width: Width::Part(part), right: false }
    }

    pub const fn fixed(title: &'static str, points: f32) -> Self {
        Self { title, width: Width::Points(points), right: false }
    }

    pub const fn number(title: &'static str, points: f32) -> Self {
        Self { title, width: Width::Points(points), right: true }
    }
}

impl Cell {
    pub fn of(style: Style, text: impl AsRef<str>) -> Self {
        Self { mark: None, runs: vec![style.run(text)] }
    }

    pub fn runs(runs: impl IntoIterator<Item = Run>) -> Self {
        Self { mark: None, runs: runs.into_iter().collect() }
    }

    #[must_use]
    pub fn marked(self, mark: Mark) -> Self {
        Self { mark: Some(mark), ..self }
    }
}

impl Mark {
    /// For whoever cannot see it.
    pub fn word(self) -> String {
        match self {
            Self::Grade(standing) => format!("Grade {standing}"),
            Self::Severity(severity) => severity.to_string(),
            Self::Warning => "Attention".into(),
            Self::Meter(of) => format!("{of:.0} of 100"),
        }
    }
}
