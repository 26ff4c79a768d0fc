use super::Case;
use super::rule::{Check, References, Rule, Verdict};
use super::vulnerabilities;
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "STL-007",
    title: "Fixable vulnerabilities outstanding",
    severity: Severity::Critical,
    references: References { cis: &["4.4"], nist: &["3.1.1", "4.1.1"], owasp: &["D02"], attack: &["T1190"] },
    rationale: "The fix is published, and so is what it fixes. Only the rebuild is missing.",
    fix: "Rebuild the image with current packages and start the container from it.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    vulnerabilities::verdict(case, |vulnerability| vulnerability.fixable)
}

#[cfg(test)]
mod tests {
    use crate::Severity;
    use crate::facts::{ScannerReport, Vulnerability};
    use crate::testing::{Sample, hardened};

    fn reported(found: &[(&str, Severity, bool)]) -> Sample {
        let vulnerabilities = found
            .iter()
            .map(|(id, severity, fixable)| Vulnerability {
                id: (*id).into(),
                severity: *severity,
                fixable: *fixable,
            })
            .collect();
        let report =
            ScannerReport { scanner: "scanner 1".into(), vulnerabilities, ..ScannerReport::default() };
        hardened().image(|i| i.scanner_report = Some(report))
    }

    #[test]
    fn the_worst_that_has_a_fix_decides() {
        let sample = reported(&[("CVE-1", Severity::Critical, false), ("CVE-2", Severity::Medium, true)]);
        sample.finds(&["IMG-012 critical", "STL-007 medium"]);
        sample.shows("STL-007", "CVE-2 (medium), reported by scanner 1");
    }

    #[test]
    fn what_nobody_can_fix_is_not_outstanding() {
        reported(&[("CVE-1", Severity::High, false)]).finds_by("STL-007", &[]);
    }

    #[test]
    fn without_a_scanner_there_is_nothing_to_judge() {
        hardened().finds_by("STL-007", &[]);
        hardened().misses(&[]);
    }
}
