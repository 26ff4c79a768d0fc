//! The parameters of scoring, within the bounds that validation holds.

#[cfg(feature = "toml")]
mod document;
mod fault;
mod field;
mod prefix;
mod probabilities;
mod text;
mod thresholds;
mod weights;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

#[cfg(feature = "toml")]
pub use self::document::{Mistake, read};
pub use self::fault::Fault;
pub use self::probabilities::Probabilities;
pub use self::text::to_toml;
pub use self::thresholds::{ImageAge, NewerImage, Thresholds};
pub use self::weights::Weights;
pub use self::words::in_words;
use crate::rules::{self, Rule};
use crate::{Dimension, Severity};

/// A versioned set of parameters. No exemptions: exceptions are acceptances.
///
/// As a document (TOML in files, JSON elsewhere) it says only what differs from the built-in policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// 1 is the built-in default.
    pub version: u32,
    pub probabilities: Probabilities,
    pub weights: Weights,
    #[serde(skip_serializing_if = "Thresholds::are_usual")]
    pub thresholds: Thresholds,
    /// `registry/namespace` prefixes that are trusted.
    pub trusted: Vec<String>,
    /// `registry/namespace` prefixes whose images must be signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<String>,
    pub rules_off: BTreeSet<String>,
    /// Severity of a rule instead of its own. A hit that the rule itself judges milder or worse than its default stays
    /// that many steps away.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub severities: BTreeMap<String, Severity>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 1,
            probabilities: Probabilities::default(),
            weights: Weights::default(),
            thresholds: Thresholds::default(),
            trusted: [
                "docker.io/library",
                "public.ecr.aws/docker/library",
                "registry.k8s.io",
                "mcr.microsoft.com",
                "gcr.io/distroless",
                "cgr.dev/chainguard",
                "registry.access.redhat.com",
                "registry.suse.com",
            ]
            .map(String::from)
            .to_vec(),
            signed: Vec::new(),
            rules_off: BTreeSet::new(),
            severities: BTreeMap::new(),
        }
    }
}

impl Policy {
    pub fn is_off(&self, rule: &str) -> bool {
        !self.rules_off.is_empty() && self.rules_off.contains(rule)
    }

    /// What a hit counts as that the rule itself judges `found`.
    pub fn severity(&self, rule: &Rule, found: Severity) -> Severity {
        match self.severities.get(rule.id) {
            Some(wanted) => found.moved(rule.severity, *wanted),
            None => found,
        }
    }

    /// Every parameter out of its bounds, in the order of the document. Empty: the policy may be published.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.version == 0 {
            faults.push(Fault::of("version", self.version));
        }
        faults.extend(self.probabilities.faults());
        faults.extend(Dimension::ALL.into_iter().filter_map(|dimension| self.weights.fault(dimension)));
        faults.extend(self.thresholds.faults());
        faults.extend(prefix::faults("trusted", &self.trusted));
        faults.extend(prefix::faults("signed", &self.signed));
        let off = self.rules_off.iter().map(|rule| ("rules_off", rule));
        let changed = self.severities.keys().map(|rule| ("severities", rule));
        let unknown = off.chain(changed).filter(|(_, rule)| rules::find(rule).is_none());
        faults.extend(unknown.map(|(table, rule)| Fault::no_rule(table, rule)));
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Policy), expected: &[&str]) {
        let mut policy = Policy::default();
        change(&mut policy);
        let said: Vec<String> = policy.faults().iter().map(ToString::to_string).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn the_default_policy_is_valid() {
        check(|_| (), &[]);
    }

    #[test]
    fn a_low_finding_must_take_something() {
        let expected = &["probabilities.low is 0; allowed is above 0 to 0.95"];
        check(|policy| policy.probabilities.low = 0.0, expected);
    }

    #[test]
    fn a_worse_severity_takes_no_less() {
        let expected = &["probabilities.high is 0.35; allowed is 0.36 to 0.95"];
        check(|policy| policy.probabilities.medium = 0.36, expected);
        check(|policy| policy.probabilities.medium = 0.35, &[]);
    }

    #[test]
    fn no_finding_takes_everything() {
        let said = |given: &str| format!("probabilities.critical is {given}; allowed is 0.35 to 0.95");
        check(|policy| policy.probabilities.critical = 0.951, &[&said("0.951")]);
        check(|policy| policy.probabilities.critical = f64::NAN, &[&said("NaN")]);
    }

    #[test]
    fn weights_are_zero_or_sensible() {
        check(|policy| policy.weights.mounts = 0.0, &[]);
        let said =
            |name: &str, given: &str| format!("weights.{name} is {given}; allowed is 0, or 0.001 to 1000");
        check(|policy| policy.weights.mounts = -0.1, &[&said("mounts", "-0.1")]);
        check(|policy| policy.weights.secrets = f64::NAN, &[&said("secrets", "NaN")]);
        check(|policy| policy.weights.secrets = f64::INFINITY, &[&said("secrets", "inf")]);
    }

    #[test]
    fn only_rules_that_exist_can_be_off_or_changed() {
        check(|policy| policy.rules_off.extend(["CAP-001".into()]), &[]);
        check(
            |policy| policy.rules_off.extend(["CAP-999".into()]),
            &["rules_off: there is no rule CAP-999; `plimsoll explain` lists them"],
        );
        check(
            |policy| policy.severities.extend([("CAP-5".into(), Severity::High)]),
            &["severities.CAP-5: there is no rule CAP-5; `plimsoll explain` lists them"],
        );
    }

    #[test]
    fn the_number_0_is_no_policys() {
        check(|policy| policy.version = 0, &["version is 0; allowed is 1 to 4294967295"]);
    }

    #[test]
    fn all_faults_are_named_and_not_only_the_first() {
        let change = |policy: &mut Policy| {
            policy.probabilities.low = -1.0;
            policy.weights.mounts = 5000.0;
            policy.thresholds.restart_tries = 0;
        };
        check(
            change,
            &[
                "probabilities.low is -1; allowed is above 0 to 0.95",
                "weights.mounts is 5000; allowed is 0, or 0.001 to 1000",
                "thresholds.restart_tries is 0; allowed is 1 to 100",
            ],
        );
    }

    #[test]
    fn a_changed_severity_moves_every_hit_by_as_many_steps() {
        let rule = rules::find("MNT-003").expect("a rule");
        let mut policy = Policy::default();
        assert_eq!(policy.severity(rule, Severity::Low), Severity::Low);
        policy.severities.insert("MNT-003".into(), Severity::Medium);
        assert_eq!(policy.severity(rule, Severity::High), Severity::Medium);
        assert_eq!(policy.severity(rule, Severity::Medium), Severity::Low);
        assert_eq!(policy.severity(rule, Severity::Info), Severity::Info);
        policy.severities.insert("MNT-003".into(), Severity::Critical);
        assert_eq!(policy.severity(rule, Severity::Medium), Severity::High);
        assert_eq!(policy.severity(rule, Severity::Critical), Severity::Critical);
    }
}
