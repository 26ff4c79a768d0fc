use super::Case;
use super::enumeration::first_few;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "IMG-011",
    title: "Setuid or setgid programs in the image",
    severity: Severity::Low,
    references: References { cis: &["4.8"], nist: &["3.1.2"], owasp: &["D04"], attack: &["T1548.001"] },
    rationale: "Programs that run as their owner whoever starts them are the usual way from another user to root inside.",
    fix: "Remove the bits in the build: `RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +`, and set no-new-privileges.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let report = case.image.and_then(|image| image.scanner_report.as_ref());
    let Some(files) = report.and_then(|report| report.setuid_files.as_ref()) else {
        return Verdict::NotApplicable;
    };
    Verdict::fail_if(!files.is_empty(), || Hit::new(RULE.severity, first_few(files.iter())))
}

#[cfg(test)]
mod tests {
    use crate::facts::ScannerReport;
    use crate::testing::{Sample, hardened};

    fn reported(files: Option<&[&str]>) -> Sample {
        let files = files.map(|files| files.iter().copied().map(String::from).collect());
        let report =
            ScannerReport { scanner: "scanner 1".into(), setuid_files: files, ..ScannerReport::default() };
        hardened().image(|i| i.scanner_report = Some(report))
    }

    #[test]
    fn files_that_a_scanner_reports_are_low() {
        let sample =
            reported(Some(&["/bin/mount", "/bin/ping", "/bin/su", "/usr/bin/passwd", "/usr/bin/sudo"]));
        sample.finds(&["IMG-011 low"]);
        sample.shows("IMG-011", "/bin/mount, /bin/ping, /bin/su and 2 more");
    }

    #[test]
    fn a_scanner_that_found_none_leaves_nothing_to_say() {
        reported(Some(&[])).finds(&[]);
    }

    #[test]
    fn without_a_scanner_that_looks_for_them_it_is_not_judged() {
        reported(None).misses(&[]);
        hardened().misses(&[]);
    }
}
