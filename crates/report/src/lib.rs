//! The weekly report: from its model to bytes. Pure: no clock, no database, not async.
//!
//! [`content`] decides once what a report says; [`pdf`] and [`html`] lay the same blocks out. [`xlsx`], [`csv`] and
//! [`json`] take the model and every workload of it, row by row.

mod chart;
mod content;
mod csv;
mod draw;
mod html;
mod json;
mod pdf;
pub mod period;
mod sign;
mod svg;
mod text;
mod tone;
mod xlsx;

pub use fleet::report::*;

pub use self::csv::csv;
pub use self::html::{html, style_hash};
pub use self::json::json;
pub use self::pdf::{PdfError, pdf};
pub use self::period::week;
pub use self::text::{cut, visible};
pub use self::xlsx::xlsx;

/// The files that a report is rendered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Pdf,
    Xlsx,
    Csv,
    Json,
    Html,
}

impl Format {
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Xlsx, Self::Csv, Self::Json, Self::Html];

    /// Also the end of the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(UnknownFormat)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a format is one of pdf, xlsx, csv, json, html")]
pub struct UnknownFormat;

/// The week in a few sentences.
pub fn summary(report: &Report) -> String {
    content::summary(report)
}

/// The name under which a report is saved: `plimsoll-2026-W46.pdf`.
pub fn file_name(report: &Report, format: Format) -> String {
    format!("plimsoll-{}.{}", report.period.week, format.as_str())
}
