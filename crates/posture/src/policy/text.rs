//! A policy as a document for people to change.

use std::fmt::Write;

use super::field::{self, Field};
use super::{Policy, Probabilities, Weights};
use crate::quote::double;
use crate::{Dimension, Severity};

/// The whole policy in TOML, each field with what it is and what is allowed.
pub fn to_toml(policy: &Policy) -> String {
    let mut text = String::from(
        "# A policy of Plimsoll. What is left out is as in the built-in one.\n\
         # `plimsoll policy check FILE` says what is wrong with it, `plimsoll policy explain FILE` what it does.\n\n",
    );
    let mut table = "";
    let single = field::ALL.iter().filter(|field| !field.path.contains('.') && field.path != "severities");
    for field in single {
        line(&mut text, field, field.path, &value(policy, field.path));
    }
    for field in field::ALL.iter().filter(|field| field.path.contains('.')) {
        let (within, name) = field.path.rsplit_once('.').unwrap_or_default();
        if within != table {
            let _ = write!(text, "\n[{within}]\n");
            table = within;
        }
        line(&mut text, field, name, &value(policy, field.path));
    }
    severities(&mut text, policy);
    text
}

fn line(text: &mut String, field: &Field, name: &str, value: &str) {
    let _ = writeln!(text, "# {}: {}\n{name} = {value}", field.what, field.allowed);
}

fn severities(text: &mut String, policy: &Policy) {
    text.push_str("\n[severities]\n# severities instead of the rules' own: CAP-027 = \"low\"\n");
    for (rule, severity) in &policy.severities {
        let _ = writeln!(text, "{rule} = \"{severity}\"");
    }
}

fn value(policy: &Policy, path: &str) -> String {
    let days = || policy.thresholds.values().into_iter().find(|(field, _)| *field == path);
    match path {
        "version" => policy.version.to_string(),
        "trusted" => list(policy.trusted.iter()),
        "signed" => list(policy.signed.iter()),
        "rules_off" => list(policy.rules_off.iter()),
        _ => number(&policy.probabilities, &policy.weights, path)
            .map(|number| format!("{number:?}"))
            .or_else(|| days().map(|(_, days)| days.to_string()))
            .unwrap_or_default(),
    }
}

fn number(probabilities: &Probabilities, weights: &Weights, path: &str) -> Option<f64> {
    let (table, name) = path.split_once('.')?;
    match table {
        "probabilities" => Some(probabilities.of(name.parse::<Severity>().ok()?)),
        "weights" => {
            let dimension = Dimension::ALL.into_iter().find(|dimension| dimension.as_str() == name)?;
            Some(weights.of(dimension))
        }
        _ => None,
    }
}

fn list<'l>(entries: impl Iterator<Item = &'l String>) -> String {
    let entries: Vec<String> = entries.map(|entry| double(entry)).collect();
    match entries.len() {
        0..=1 => format!("[{}]", entries.concat()),
        _ => format!("[\n    {},\n]", entries.join(",\n    ")),
    }
}
