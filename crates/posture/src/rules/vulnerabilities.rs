//! What scanners reported, as one finding by the worst.

use super::Case;
use super::enumeration::first_few;
use super::rule::{Hit, Verdict};
use crate::facts::Vulnerability;

/// Of the reported vulnerabilities that count. Without a report there is nothing to judge.
pub(super) fn verdict(case: &Case<'_>, counts: impl Fn(&Vulnerability) -> bool) -> Verdict {
    let Some(report) = case.image.and_then(|image| image.scanner_report.as_ref()) else {
        return Verdict::NotApplicable;
    };
    let mut counting: Vec<&Vulnerability> =
        report.vulnerabilities.iter().filter(|vulnerability| counts(vulnerability)).collect();
    counting.sort_by(|a, b| (b.severity, &a.id).cmp(&(a.severity, &b.id)));
    let Some(worst) = counting.first() else { return Verdict::Pass };
    let named = counting.iter().map(|one| format!("{} ({})", one.id, one.severity));
    let evidence = format!("{}, reported by {}", first_few(named), report.scanner);
    Verdict::fail(Hit::new(worst.severity, evidence))
}
