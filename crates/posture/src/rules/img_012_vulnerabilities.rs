use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::vulnerabilities;
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "IMG-012",
    title: "Known vulnerabilities",
    severity: Severity::Critical,
    references: References {
        cis: &["4.4"],
        nist: &["3.1.1", "4.1.1"],
        owasp: &["D02"],
        attack: &["T1190", "T1068"],
    },
    rationale: "What a scanner finds, an attacker's scanner finds too. The severity is the scanner's.",
    fix: "Rebuild on a current base image and update the packages named; where there is no fix yet, see whether the code is reached at all.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    vulnerabilities::verdict(case, |_| true)
}

#[cfg(test)]
mod tests {
    use crate::Severity;
    use crate::facts::{ScannerReport, Vulnerability};
    use crate::testing::{Sample, hardened};

    fn reported(found: &[(&str, Severity)]) -> Sample {
        let vulnerabilities = found
            .iter()
            .map(|(id, severity)| Vulnerability { id: (*id).into(), severity: *severity, fixable: false })
            .collect();
        let report =
            ScannerReport { scanner: "scanner 1".into(), vulnerabilities, ..ScannerReport::default() };
        hardened().image(|i| i.scanner_report = Some(report))
    }

    #[test]
    fn all_vulnerabilities_are_one_finding_as_bad_as_the_worst() {
        let sample = reported(&[
            ("CVE-2", Severity::Low),
            ("CVE-1", Severity::High),
            ("CVE-3", Severity::Medium),
            ("CVE-4", Severity::Low),
        ]);
        sample.finds(&["IMG-012 high"]);
        sample
            .shows("IMG-012", "CVE-1 (high), CVE-3 (medium), CVE-2 (low) and 1 more, reported by scanner 1");
    }

    #[test]
    fn a_clean_report_is_a_pass() {
        reported(&[]).finds(&[]);
    }

    #[test]
    fn without_a_scanner_there_is_nothing_to_judge() {
        hardened().finds(&[]);
        hardened().misses(&[]);
    }
}
