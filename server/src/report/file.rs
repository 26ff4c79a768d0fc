use std::io::Cursor;

use anyhow::{Context, Result};
use axum::response::{IntoResponse, Response};
use fleet::Problem;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use report::Format;
use store::ArchivedReport;
use tracing::error;

/// A rendered report.
pub struct File {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Renders away from the threads that answer requests. The same report gives the same bytes.
pub async fn render(archived: ArchivedReport, format: Format) -> Result<File> {
    tokio::task::spawn_blocking(move || rendered(archived, format)).await.context("rendering a report")?
}

/// As [`render`], for somebody who waits: what went wrong is logged.
pub async fn render_for(archived: ArchivedReport, format: Format) -> Result<File, Problem> {
    let id = archived.row.id;
    render(archived, format).await.map_err(|fault| {
        error!(report = %id, fault = format!("{fault:#}"), "a report could not be rendered");
        Problem::Internal
    })
}

fn rendered(archived: ArchivedReport, format: Format) -> Result<File> {
    let ArchivedReport { report, mut workloads, .. } = archived;
    let bytes = match format {
        Format::Pdf => report::pdf(&report)?,
        Format::Html => report::html(&report).into_bytes(),
        Format::Xlsx => {
            let mut out = Cursor::new(Vec::new());
            report::xlsx(&report, &mut workloads, &mut out)?;
            out.into_inner()
        }
        Format::Csv => {
            let mut out = Vec::new();
            report::csv(&report, &mut workloads, &mut out)?;
            out
        }
        Format::Json => {
            let mut out = Vec::new();
            report::json(&report, &mut workloads, &mut out)?;
            out
        }
    };
    Ok(File { name: report::file_name(&report, format), media_type: format.media_type(), bytes })
}

/// As something to save.
pub fn download(file: File) -> Response {
    let mut answer = file.bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    headers.insert(CONTENT_DISPOSITION, disposition.try_into().expect("a week is plain text"));
    answer
}
