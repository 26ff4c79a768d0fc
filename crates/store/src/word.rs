//! Words and numbers that stand in columns for values of `posture` and `fleet`.

use std::str::FromStr;

use posture::facts::State;
use posture::outcome::EscapeKind;
use posture::score::DimensionScore;
use posture::{Dimension, Severity};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Result, StoreError};

/// 0 (info) to 4 (critical).
pub(crate) const fn severity_code(severity: Severity) -> i16 {
    severity as i16
}

pub(crate) fn severity(code: i16) -> Result<Severity> {
    let known = Severity::WORST_FIRST.into_iter().find(|severity| severity_code(*severity) == code);
    known.ok_or_else(|| unknown("severity", code))
}

/// A word that `T` reads.
pub(crate) fn word<T: FromStr>(column: &'static str, text: &str) -> Result<T> {
    text.parse().map_err(|_| unknown(column, text))
}

/// A word of an enumeration that serde names.
pub(crate) fn name<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T> {
    let value = serde_json::Value::String(text.into());
    serde_json::from_value(value).map_err(|_| unknown(column, text))
}

/// The word for a value of an enumeration that serde names.
pub(crate) fn name_of(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::from_value(serde_json::to_value(value)?)?)
}

pub(crate) fn state(text: &str) -> Result<State> {
    name("state", text)
}

pub(crate) fn escape_kinds(words: &[String]) -> Result<Vec<EscapeKind>> {
    words.iter().map(|word| name("escape_kinds", word)).collect()
}

/// Grade letters and initials of the worst severities, in the order of [`Dimension::ALL`].
pub(crate) fn dimension_words(dimensions: &[DimensionScore; 5]) -> (String, String) {
    let grades = dimensions.iter().map(|dimension| dimension.grade.as_str()).collect();
    let worst = dimensions.iter().map(|dimension| dimension.worst.map_or("-", initial)).collect();
    (grades, worst)
}

fn initial(severity: Severity) -> &'static str {
    &severity.as_str()[..1]
}

/// The inverse of [`dimension_words`].
pub(crate) fn dimensions(scores: [f64; 5], grades: &str, worst: &str) -> Result<[DimensionScore; 5]> {
    let parts = |at: usize| Some((grades.get(at..=at)?, worst.get(at..=at)?));
    let mut found = Dimension::ALL.map(|dimension| DimensionScore {
        dimension,
        score: scores[dimension.index()],
        grade: posture::Grade::A,
        worst: None,
    });
    for (at, dimension) in found.iter_mut().enumerate() {
        let (grade, worst) = parts(at).ok_or_else(|| unknown("dimension_grades", grades))?;
        dimension.grade = word("dimension_grades", grade)?;
        dimension.worst = Severity::WORST_FIRST.into_iter().find(|severity| initial(*severity) == worst);
    }
    Ok(found)
}

fn unknown(column: &'static str, value: impl ToString) -> StoreError {
    StoreError::Word { column, value: value.to_string() }
}

#[cfg(test)]
mod tests {
    use posture::Grade;

    use super::*;

    #[test]
    fn severities_keep_their_codes() {
        assert_eq!(Severity::WORST_FIRST.map(severity_code), [4, 3, 2, 1, 0]);
        for expected in Severity::WORST_FIRST {
            assert_eq!(severity(severity_code(expected)).unwrap(), expected);
        }
        assert!(severity(5).is_err());
    }

    #[test]
    fn dimensions_read_back_as_they_were_written() {
        let worst = [None, Some(Severity::Critical), Some(Severity::Low), Some(Severity::Info), None];
        let written = Dimension::ALL.map(|dimension| DimensionScore {
            dimension,
            score: 12.5,
            grade: Grade::ALL[dimension.index()],
            worst: worst[dimension.index()],
        });
        let (grades, initials) = dimension_words(&written);
        assert_eq!((grades.as_str(), initials.as_str()), ("ABCDF", "-cli-"));
        assert_eq!(dimensions([12.5; 5], &grades, &initials).unwrap(), written);
        assert!(dimensions([0.0; 5], "AB", "--").is_err());
    }

    #[test]
    fn every_container_state_has_a_word() {
        assert_eq!(state("restarting").unwrap(), State::Restarting);
        assert!(state("asleep").is_err());
    }
}
