use std::fmt;

use super::field;

/// A parameter out of its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As it stands in a document: `probabilities.low`, `trusted[2]`.
    pub field: String,
    /// What of it, and what is allowed.
    message: String,
    rule: Option<String>,
}

impl Fault {
    /// With the bounds that always hold of the field.
    pub(super) fn of(field: &str, given: impl fmt::Display) -> Self {
        let allowed = field::allowed(field).unwrap_or_default();
        Self::bounded(field, given, allowed)
    }

    pub(super) fn bounded(field: &str, given: impl fmt::Display, allowed: impl fmt::Display) -> Self {
        Self { field: field.to_owned(), message: format!(" is {given}; allowed is {allowed}"), rule: None }
    }

    pub(super) fn no_rule(table: &str, rule: &str) -> Self {
        let field = if table == "severities" { format!("{table}.{rule}") } else { table.to_owned() };
        let message = format!(": there is no rule {rule}; `plimsoll explain` lists them");
        Self { field, message, rule: Some(rule.to_owned()) }
    }

    /// The id that is no rule's.
    #[cfg(feature = "toml")]
    pub(super) fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.field, self.message)
    }
}
