use chrono::{DateTime, Utc};

use super::end_of_life;
use super::rule::{Aged, Check, Hit, References, Rule, Verdict};
use super::version::{Build, Version};
use crate::facts::{EngineKind, Host};
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-009",
    title: "Engine past its end of life",
    severity: Severity::High,
    references: References {
        cis: &["1.2.2"],
        nist: &["3.5.2", "4.5.2"],
        owasp: &["D02"],
        attack: &["T1611"],
    },
    rationale: "Flaws found in it are mended in later versions only, and every container on the host depends on it.",
    fix: "Update the engine to a supported version; with live restore the containers keep running.",
    check: Check::AgingHost(check),
};

/// Before it, versions were numbered otherwise.
const OLDEST_LISTED: Version = Version::new(17, 3, 0);

fn check(host: &Host, _: &Policy, now: DateTime<Utc>) -> Aged {
    let settled = |verdict| Aged { verdict, due_at: None };
    if host.engine == EngineKind::Podman {
        return settled(Verdict::NotApplicable);
    }
    let Some(build) = Build::read(&host.engine_version) else {
        return settled(Verdict::unknown("the engine's version", RULE.severity));
    };
    let end = end_of_life::of_docker(&host.engine_version);
    let ended = end.is_some_and(|end| now >= end.ends_at()) || build.version < OLDEST_LISTED;
    if !ended {
        return Aged { verdict: Verdict::Pass, due_at: end.map(|end| end.ends_at()) };
    }
    if build.is_patched {
        return settled(Verdict::unknown(
            "whether the distribution still maintains its build of the engine: its security tracker tells",
            RULE.severity,
        ));
    }
    let until = end.map_or_else(|| "long ago".to_owned(), |end| end.last_day.to_string());
    let evidence = format!("Docker {} was supported until {until}", host.engine_version);
    settled(Verdict::fail(Hit::new(RULE.severity, evidence)))
}

#[cfg(test)]
mod tests {
    use crate::facts::EngineKind;
    use crate::testing::{Sample, hardened_host};

    fn runs(version: &str) -> Sample {
        hardened_host().host(|h| h.engine_version = version.into())
    }

    #[test]
    fn an_engine_past_its_end_is_high() {
        for version in ["27.5.1", "26.1.4", "24.0.7", "19.03.15", "1.13.1"] {
            runs(version).host_finds(&["HST-009 high"]);
        }
    }

    #[test]
    fn the_monthly_releases_of_2017_and_2018_are_in_the_table_too() {
        for cycle in ["17.04", "17.05", "17.07", "17.10", "17.11", "18.01", "18.02", "18.04", "18.05"] {
            runs(&format!("{cycle}.0-ce")).host_finds(&["HST-009 high"]);
        }
        runs("18.05.0-ce").shows_of_host("HST-009", "Docker 18.05.0-ce was supported until 2018-08-18");
    }

    #[test]
    fn a_supported_one_is_fine() {
        for version in ["29.0.0", "28.5.2", "25.0.14"] {
            runs(version).host_finds(&[]);
            runs(version).host_misses(&[]);
        }
    }

    #[test]
    fn what_a_distribution_maintains_is_unknown_by_its_version() {
        runs("20.10.24+dfsg1").host_finds(&[]);
        runs("20.10.24+dfsg1").host_misses(&["HST-009 high"]);
    }

    #[test]
    fn without_a_version_it_is_unknown_and_podman_is_not_in_the_table() {
        runs("").host_misses(&["HST-009 high"]);
        runs("4.3.1").host(|h| h.engine = EngineKind::Podman).host_misses(&[]);
    }
}
