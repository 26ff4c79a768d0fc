//! A policy from a file.

use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Fault, Policy, field};

/// What is wrong at one place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// With the field and what is allowed.
    pub text: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.text)
    }
}

/// Reads a policy from TOML; what is left out is as in the built-in one.
///
/// # Errors
/// Everything that is out of its bounds, by place; or, where the text is no such document, the first reason.
pub fn read(text: &str) -> Result<Policy, Vec<Mistake>> {
    let document = DeTable::parse(text).map_err(|error| vec![of_error(text, None, &error)])?;
    let document = document.get_ref();
    let policy: Policy =
        toml::from_str(text).map_err(|error| vec![of_error(text, Some(document), &error)])?;
    let mut mistakes: Vec<Mistake> =
        policy.faults().iter().map(|fault| of_fault(text, document, fault)).collect();
    mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
    if mistakes.is_empty() { Ok(policy) } else { Err(mistakes) }
}

fn of_error(text: &str, document: Option<&DeTable<'_>>, error: &toml::de::Error) -> Mistake {
    let start = error.span().map_or(0, |span| span.start);
    let (line, column) = place(text, start);
    let message = error.message().replace('\n', " ");
    let field = document.and_then(|document| field_at(document, start));
    let text = match field.as_ref().map(|field| (field, field::allowed(field))) {
        Some((field, Some(allowed))) => format!("{field}: {message}; allowed is {allowed}"),
        Some((field, None)) => format!("{field}: {message}"),
        None => message,
    };
    Mistake { line, column, text }
}

/// Where the field stands, else the nearest that holds it: what is left out may be at odds with what is set.
fn of_fault(text: &str, document: &DeTable<'_>, fault: &Fault) -> Mistake {
    let rule = fault.rule();
    let span = span_of(document, &fault.field, rule).unwrap_or(0..0);
    let (line, column) = place(text, span.start);
    Mistake { line, column, text: fault.to_string() }
}

/// Line and column of a byte, both from 1.
fn place(text: &str, byte: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

/// `weights.mounts` of the byte where its value or its name stands.
fn field_at(table: &DeTable<'_>, byte: usize) -> Option<String> {
    table.iter().find_map(|(name, value)| {
        let own = name.get_ref();
        if let DeValue::Table(inner) = value.get_ref()
            && let Some(field) = field_at(inner, byte)
        {
            return Some(format!("{own}.{field}"));
        }
        let is_here = name.span().contains(&byte) || value.span().contains(&byte);
        is_here.then(|| own.to_string())
    })
}

/// Of a field such as `trusted[2]` or `severities.CAP-005`; of a rule in a list, where that stands.
fn span_of(table: &DeTable<'_>, field: &str, rule: Option<&str>) -> Option<Range<usize>> {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let (name, index) = first.split_once('[').unwrap_or((first, ""));
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
    match value.get_ref() {
        DeValue::Table(inner) if !rest.is_empty() => span_of(inner, rest, rule).or_else(|| Some(key.span())),
        DeValue::Array(entries) => {
            let named =
                |entry: &&toml::Spanned<DeValue<'_>>| entry.get_ref().as_str() == rule && rule.is_some();
            let at = index.trim_end_matches(']').parse::<usize>().ok();
            let entry = at.and_then(|at| entries.get(at)).or_else(|| entries.iter().find(named));
            Some(entry.map_or_else(|| value.span(), toml::Spanned::span))
        }
        _ => Some(key.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::to_toml;
    use super::*;
    use crate::Severity;

    #[track_caller]
    fn refused(text: &str, expected: &[&str]) {
        let said: Vec<String> = read(text).expect_err("a mistake").iter().map(ToString::to_string).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn an_empty_document_is_the_built_in_policy() {
        assert_eq!(read(""), Ok(Policy::default()));
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(read(&to_toml(&Policy::default())), Ok(Policy::default()));
        let mut changed = Policy { version: 7, ..Policy::default() };
        changed.weights.mounts = 1000.0;
        changed.thresholds.newer_image_days.high = 31;
        changed.trusted.push("ghcr.io/acme".into());
        changed.signed = vec!["docker.io/acme".into()];
        changed.rules_off = ["CAP-027".into(), "IMG-009".into()].into();
        changed.severities = [("CAP-005".into(), Severity::High)].into();
        assert_eq!(read(&to_toml(&changed)), Ok(changed));
    }

    #[test]
    fn only_what_differs_need_be_said() {
        let policy =
            read("rules_off = [\"CAP-027\"]\n[weights]\nmounts = 1\n[severities]\nCAP-005 = \"high\"\n");
        let policy = policy.expect("a policy");
        assert!(policy.is_off("CAP-027"));
        assert_eq!(policy.weights, super::super::Weights { mounts: 1.0, ..Default::default() });
        assert_eq!(policy.severities.get("CAP-005"), Some(&Severity::High));
    }

    #[test]
    fn a_number_out_of_bounds_is_told_with_its_place_and_the_bounds() {
        refused(
            "[probabilities]\ncritical = 0.96\n",
            &["2:1: probabilities.critical is 0.96; allowed is 0.35 to 0.95"],
        );
        refused(
            "[weights]\nmounts = -1\n\n[thresholds]\nrunning_days = 0\n",
            &[
                "2:1: weights.mounts is -1; allowed is 0, or 0.001 to 1000",
                "5:1: thresholds.running_days is 0; allowed is 1 to 3650",
            ],
        );
        refused(
            "thresholds.image_age_days = { low = 200 }",
            &["1:12: thresholds.image_age_days.medium is 180; allowed is 200 to 3650"],
        );
    }

    #[test]
    fn a_value_of_another_type_is_told_with_what_is_allowed() {
        refused(
            "[probabilities]\nlow = \"much\"\n",
            &[
                "2:7: probabilities.low: invalid type: string \"much\", expected f64; allowed is above 0 to 0.95",
            ],
        );
        refused(
            "[severities]\nCAP-005 = \"awful\"\n",
            &[
                "2:11: severities.CAP-005: unknown variant `awful`, expected one of `info`, `low`, `medium`, `high`, `critical`; allowed is critical, high, medium, low or info for the id of a rule",
            ],
        );
    }

    #[test]
    fn what_does_not_exist_is_refused_where_it_stands() {
        refused(
            "version = 2\nrules_off = [\"CAP-027\", \"CAP-999\"]\n",
            &["2:25: rules_off: there is no rule CAP-999; `plimsoll explain` lists them"],
        );
        refused(
            "[severities]\nCAP-5 = \"low\"\n",
            &["2:1: severities.CAP-5: there is no rule CAP-5; `plimsoll explain` lists them"],
        );
        let unknown = read("[weights]\nmount = 1\n").expect_err("a mistake");
        assert_eq!((unknown[0].line, unknown[0].column), (2, 1));
        assert!(
            unknown[0].text.starts_with("weights.mount: unknown field `mount`, expected one of"),
            "{unknown:?}"
        );
    }

    #[test]
    fn an_entry_of_a_list_is_pointed_at() {
        refused(
            "trusted = [\n    \"ghcr.io/acme\",\n    \"acme\",\n]\n",
            &[
                "3:5: trusted[1] is \"acme\"; allowed is a registry, or a registry and what is below it, such as \"ghcr.io/acme\"",
            ],
        );
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_place() {
        let said = read("version = 1\nweights = {").expect_err("a mistake");
        assert_eq!((said.len(), said[0].line), (1, 2));
        let column = read("ä = \"é\" x").expect_err("a mistake")[0].column;
        assert_eq!(column, 9, "columns are characters");
    }
}
