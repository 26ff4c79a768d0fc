//! The part of the fleet that a list, a figure or a trend is about.

use fleet::Scope;

use super::Refusal;

/// Reads the parameters `label`, `host` and `project`, each of which may be repeated.
pub fn scope(label: &[String], host: &[String], project: &[String]) -> Result<Scope, Refusal> {
    let parameters = [("label", label), ("host", host), ("project", project)];
    let pairs =
        parameters.iter().flat_map(|(name, values)| values.iter().map(|value| (*name, value.as_str())));
    Ok(Scope::read(pairs)?)
}
