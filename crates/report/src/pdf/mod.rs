//! A4 pages, tagged for screen readers (PDF/UA-1), with embedded subsets of the dashboard's typefaces.

mod face;
mod flow;
mod line;
mod paint;
mod sheet;
mod table;

use self::face::Faces;
use self::flow::Flow;
use crate::Report;
use crate::content::content;

/// The same report gives the same bytes.
///
/// # Errors
/// When the document would break the rules of PDF/UA-1; nothing that a report can hold leads to it.
pub fn pdf(report: &Report) -> Result<Vec<u8>, PdfError> {
    let content = content(report);
    let faces = Faces::embedded();
    let sheets = Flow::of(&faces, &content);
    paint::paint(&faces, &content, report, sheets)
}

#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be written: {0}")]
pub struct PdfError(String);
