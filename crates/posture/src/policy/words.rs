//! A policy as a person reads it.

use std::fmt::Write;

use super::{Policy, field};
use crate::rules;
use crate::{Dimension, Severity};

/// What the policy does, and where it differs from the built-in one.
pub fn in_words(policy: &Policy) -> String {
    let mut text = format!("Policy {}\n\n", policy.version);
    let _ = writeln!(text, "One finding takes of the base: {}.", probabilities(policy));
    let _ = writeln!(text, "Dimensions weigh: {}.", weights(policy));
    text.push_str("\nThresholds\n");
    thresholds(&mut text, policy);
    rules_changed(&mut text, policy);
    list(&mut text, "Trusted publishers", &policy.trusted);
    list(&mut text, "Publishers whose images must be signed", &policy.signed);
    text
}

fn probabilities(policy: &Policy) -> String {
    let usual = Policy::default().probabilities;
    let one = |severity: Severity| {
        let (given, usual) = (policy.probabilities.of(severity), usual.of(severity));
        format!("{severity} {given}{}", instead(given.to_bits() == usual.to_bits(), usual))
    };
    Severity::WORST_FIRST.map(one).join(", ")
}

/// In percent, which is what they come to.
fn weights(policy: &Policy) -> String {
    let share = |policy: &Policy, dimension: Dimension| {
        let total: f64 = Dimension::ALL.iter().map(|one| policy.weights.of(*one)).sum();
        let weight = policy.weights.of(dimension);
        if weight == 0.0 { "nothing".to_owned() } else { format!("{:.1} %", 100.0 * weight / total) }
    };
    let usual = Policy::default();
    let one = |dimension: Dimension| {
        let (given, usual) = (share(policy, dimension), share(&usual, dimension));
        format!("{} {given}{}", dimension.title().to_lowercase(), instead(given == usual, usual))
    };
    Dimension::ALL.map(one).join(", ")
}

fn thresholds(text: &mut String, policy: &Policy) {
    let usual = Policy::default().thresholds.values();
    for ((path, given), (_, usual)) in policy.thresholds.values().into_iter().zip(usual) {
        let name = path.strip_prefix("thresholds.").unwrap_or(path);
        let what = field::ALL.iter().find(|field| field.path == path).map_or("", |field| field.what);
        let changed = instead(given == usual, usual);
        let _ = writeln!(text, "  {name:<26}{:<24}{what}", format!("{given}{changed}"));
    }
}

fn rules_changed(text: &mut String, policy: &Policy) {
    let named =
        |id: &str| rules::find(id).map_or_else(|| id.to_owned(), |rule| format!("{id} {}", rule.title));
    let off: Vec<String> = policy.rules_off.iter().map(|id| named(id)).collect();
    list(text, "Rules that are off", &off);
    let changed: Vec<String> = policy
        .severities
        .iter()
        .map(|(id, severity)| {
            let usual = rules::find(id).map_or("unknown", |rule| rule.severity.as_str());
            format!("{}: {severity} instead of {usual}", named(id))
        })
        .collect();
    list(text, "Severities changed", &changed);
}

fn list(text: &mut String, title: &str, entries: &[String]) {
    let _ = write!(text, "\n{title}\n");
    if entries.is_empty() {
        text.push_str("  none\n");
    }
    for entry in entries {
        let _ = writeln!(text, "  {entry}");
    }
}

fn instead(is_usual: bool, usual: impl std::fmt::Display) -> String {
    if is_usual { String::new() } else { format!(" (instead of {usual})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policy_differs_nowhere() {
        let text = in_words(&Policy::default());
        assert!(!text.contains("instead of"), "{text}");
        assert!(text.starts_with(
            "Policy 1\n\nOne finding takes of the base: critical 0.6, high 0.35, medium 0.2, low 0.05, info 0.\n\
             Dimensions weigh: image trust 20.0 %, capabilities 25.0 %, mounts 25.0 %, secrets 20.0 %, staleness 10.0 %.\n"
        ), "{text}");
        assert!(text.contains("\nRules that are off\n  none\n"), "{text}");
    }

    #[test]
    fn every_difference_is_told_with_what_was_there() {
        let mut policy = Policy { version: 3, ..Policy::default() };
        policy.probabilities.low = 0.1;
        policy.weights.staleness = 0.0;
        policy.thresholds.running_days = 30;
        policy.rules_off.insert("CAP-027".into());
        policy.severities.insert("CAP-005".into(), Severity::High);
        let text = in_words(&policy);
        for part in [
            "Policy 3\n",
            "low 0.1 (instead of 0.05)",
            "staleness nothing (instead of 10.0 %)",
            "30 (instead of 90)",
            "\nRules that are off\n  CAP-027 ",
            "CAP-005 Runs as root: high instead of medium\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
