use chrono::{DateTime, Datelike, Utc};

use super::raw::Text;
use crate::{Document, IntakeError};

/// RFC 3339. Nothing, and Go's zero time (the year 1), mean that it never happened.
pub(super) fn read_moment(
    text: Option<&Text<'_>>,
    document: Document,
    path: &'static str,
) -> Result<Option<DateTime<Utc>>, IntakeError> {
    let Some(text) = text.map(Text::expose).filter(|text| !text.is_empty()) else { return Ok(None) };
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| document.unexpected(path))?.to_utc();
    Ok((moment.year() > 1).then_some(moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<DateTime<Utc>>, IntakeError> {
        read_moment(Some(&Text::from(text)), Document::Container, "Created")
    }

    #[test]
    fn gos_zero_time_means_never() {
        assert_eq!(read("0001-01-01T00:00:00Z"), Ok(None));
        assert_eq!(read(""), Ok(None));
    }

    #[test]
    fn nanoseconds_and_offsets_are_read() {
        let moment = read("2026-11-20T10:00:00.123456789+02:00").expect("a date").expect("said");
        assert_eq!(moment.to_rfc3339(), "2026-11-20T08:00:00.123456789+00:00");
    }

    #[test]
    fn what_is_no_date_names_the_place_and_not_the_value() {
        let error = read("yesterday").expect_err("no date");
        assert_eq!(error, IntakeError::Unexpected { document: Document::Container, path: "Created".into() });
    }
}
