use super::known_escapes::{self, Standing};
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-015",
    title: "Version with a known way out of containers",
    severity: Severity::High,
    references: References {
        cis: &["1.2.2"],
        nist: &["3.5.2", "3.5.3", "4.5.2"],
        owasp: &["D02"],
        attack: &["T1611", "T1068"],
    },
    rationale: "The way from a container to the host is published, and programs that take it are too.",
    fix: "Update the component named. A distribution may have mended it under its own version: its security tracker tells for each CVE.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    let (mut hits, mut in_doubt) = (Vec::new(), Vec::new());
    for escape in known_escapes::ALL {
        match escape.standing(host) {
            Some(Standing::Open(version)) => hits.push(Hit::new(RULE.severity, version).on(escape.cve)),
            Some(Standing::MayBeMended(version)) => in_doubt.push(format!("{version} ({})", escape.cve)),
            None => {}
        }
    }
    let missing = || {
        let named = in_doubt.join(", ");
        format!("whether the distribution has mended {named}: its security tracker tells").into()
    };
    let gap = (!in_doubt.is_empty()).then(|| Gap { missing: missing(), could_be: RULE.severity });
    hits.into_iter().collect::<Verdict>().beside(gap)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened_host};

    fn with(component: &str, version: &str) -> Sample {
        hardened_host().host(|h| h.components = vec![(component.into(), version.into())])
    }

    #[test]
    fn a_version_below_the_fix_is_high_for_each_flaw() {
        with("runc", "1.1.11").host_finds(&[
            "HST-015 high CVE-2024-21626",
            "HST-015 high CVE-2025-31133",
            "HST-015 high CVE-2025-52565",
            "HST-015 high CVE-2025-52881",
        ]);
        with("containerd", "v1.4.12").host_finds(&["HST-015 high CVE-2022-23648"]);
        hardened_host()
            .host(|h| h.kernel_version = "5.15.10".into())
            .host_finds(&["HST-015 high CVE-2022-0185", "HST-015 high CVE-2022-0847"]);
    }

    #[test]
    fn a_race_of_mounts_is_mended_in_candidate_95() {
        let found = |version: &str| with("runc", version).host_outcome().findings;
        let has_race = |version: &str| found(version).iter().any(|one| one.subject == "CVE-2021-30465");
        assert!(has_race("1.0.0-rc94") && has_race("1.0.0-rc6"));
        assert!(!has_race("1.0.0-rc95") && !has_race("1.0.0"));
    }

    #[test]
    fn the_fixed_version_of_each_series_is_fine() {
        for version in ["1.2.8", "1.3.3", "1.4.0-rc.3", "1.4.0"] {
            with("runc", version).host_finds(&[]);
        }
        for version in ["1.4.13", "1.5.10", "1.6.1", "2.1.0"] {
            with("containerd", version).host_finds(&[]);
        }
        hardened_host().host(|h| h.kernel_version = "6.6.12-linuxkit".into()).host_finds(&[]);
    }

    #[test]
    fn a_candidate_of_a_fixed_series_may_lack_the_fix() {
        with("runc", "1.4.0-rc.2").host_finds(&[
            "HST-015 high CVE-2025-31133",
            "HST-015 high CVE-2025-52565",
            "HST-015 high CVE-2025-52881",
        ]);
    }

    #[test]
    fn what_a_distribution_may_have_mended_is_unknown_and_says_how_to_check() {
        let debian = with("containerd", "1.4.12~ds1-1+deb11u2");
        debian.host_finds(&[]);
        debian.host_misses(&["HST-015 high"]);
        assert_eq!(
            debian.host_outcome().unknown[0].missing,
            "whether the distribution has mended containerd 1.4.12~ds1-1+deb11u2 (CVE-2022-23648): its security tracker tells"
        );
    }

    #[test]
    fn a_distributions_version_above_the_fix_is_fine() {
        with("runc", "1.3.4-0ubuntu1").host_misses(&[]);
        hardened_host().host(|h| h.kernel_version = "6.1.0-18-amd64".into()).host_misses(&[]);
    }

    #[test]
    fn a_flaw_of_cgroup_v1_is_none_with_v2() {
        let kernel = hardened_host().host(|h| h.kernel_version = "4.9.200".into());
        kernel.host_finds(&[]);
        kernel
            .host(|h| h.cgroup_version = Some(1))
            .host_finds(&["HST-015 high CVE-2022-0492", "HST-010 info"]);
    }
}
