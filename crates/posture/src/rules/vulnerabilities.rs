//! What scanners reported, as one finding by the worst.

use super::Case;
use super::rule::{Hit, Verdict};
use crate::facts::Vulnerability;

/// Named in the evidence, worst first; the others are counted.
const SHOWN: usize = 3;

/// Of the reported vulnerabilities that count. Without a report there is nothing to judge.
pub(super) fn verdict(case: &Case<'_>, counts: impl Fn(&Vulnerability) -> bool) -> Verdict {
    let Some(report) = case.image.and_then(|image| image.scanner_report.as_ref()) else {
        return Verdict::NotApplicable;
    };
    let mut counting: Vec<&Vulnerability> =
        report.vulnerabilities.iter().filter(|vulnerability| counts(vulnerability)).collect();
    counting.sort_by(|a, b| (b.severity, &a.id).cmp(&(a.severity, &b.id)));
    let Some(worst) = counting.first() else { return Verdict::Pass };
    let shown: Vec<String> =
        counting.iter().take(SHOWN).map(|one| format!("{} ({})", one.id, one.severity)).collect();
    let more = counting.len().saturating_sub(SHOWN);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    let evidence = format!("{}{rest}, reported by {}", shown.join(", "), report.scanner);
    Verdict::fail(Hit::new(worst.severity, evidence))
}
