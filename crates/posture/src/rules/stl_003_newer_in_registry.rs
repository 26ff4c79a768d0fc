use chrono::Days;

use super::Case;
use super::rule::{Aged, Check, Gap, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::{Image, Registry};

pub const RULE: Rule = Rule {
    id: "STL-003",
    title: "Registry has a newer image for the tag",
    severity: Severity::High,
    references: References { cis: &[], nist: &["3.1.1", "3.2.2"], owasp: &["D02"], attack: &[] },
    rationale: "Tags are rebuilt when the base image gets fixes. A few days behind is normal; weeks behind the fixes are missing here.",
    fix: "Pull the tag and start the container from it; where a digest is pinned, renew it with the tag.",
    check: Check::Aging(check),
};

/// Days since the tag was first seen to point elsewhere, from which on it counts more.
const WORSE: [(u64, Severity); 2] = [(7, Severity::Medium), (30, Severity::High)];

fn check(case: &Case<'_>) -> Aged {
    let settled = |verdict| Aged { verdict, due_at: None };
    let (Some(registry), Some(_), Some(image)) =
        (&case.surroundings.registry, case.reference.repository.as_ref(), case.image)
    else {
        return settled(Verdict::NotApplicable);
    };
    let (index_digest, platform_digest, since) = match registry {
        Registry::NoAnswer(silence) => {
            let missing = format!("what the registry has for the tag: it {}", silence.title()).into();
            let gap = Gap { missing, could_be: RULE.severity };
            return settled(Verdict::Unknown(gap, Vec::new()));
        }
        Registry::Points { index_digest, platform_digest, since } => (index_digest, platform_digest, *since),
    };
    if [index_digest, platform_digest].into_iter().flatten().any(|digest| has(image, digest)) {
        return settled(Verdict::Pass);
    }
    let mut severity = Severity::Low;
    for (days, worse) in WORSE {
        let Some(due) = since.checked_add_days(Days::new(days)) else { break };
        if due > case.now {
            return Aged { verdict: newer(severity, since), due_at: Some(due) };
        }
        severity = worse;
    }
    settled(newer(severity, since))
}

fn newer(severity: Severity, since: chrono::DateTime<chrono::Utc>) -> Verdict {
    Verdict::fail(Hit::new(severity, format!("seen since {}", since.format("%Y-%m-%d"))))
}

/// The engine keeps whichever it pulled by: the index or the platform's own manifest.
fn has(image: &Image, digest: &str) -> bool {
    image.id == digest
        || image.repo_digests.iter().any(|known| known.rsplit_once('@').is_some_and(|(_, own)| own == digest))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::facts::{Registry, RegistrySilence};
    use crate::testing::{Sample, hardened};

    fn points(index: Option<&str>, platform: Option<&str>, days_ago: i64) -> Sample {
        let sample =
            hardened().named("nginx:1.29").image(|i| i.repo_digests = vec!["nginx@sha256:aa".into()]);
        let registry = Registry::Points {
            index_digest: index.map(String::from),
            platform_digest: platform.map(String::from),
            since: sample.now - TimeDelta::days(days_ago),
        };
        sample.surroundings(|s| s.registry = Some(registry))
    }

    #[test]
    fn a_newer_image_is_low_and_gets_worse_the_longer_it_is_there() {
        points(Some("sha256:bb"), None, 1).finds_by("STL-003", &["low"]);
        points(Some("sha256:bb"), None, 7).finds_by("STL-003", &["medium"]);
        points(Some("sha256:bb"), None, 30).finds_by("STL-003", &["high"]);
    }

    #[test]
    fn it_is_due_when_it_gets_worse() {
        let sample = points(Some("sha256:bb"), None, 2);
        assert_eq!(sample.outcome().due_at, Some(sample.now + TimeDelta::days(5)));
    }

    #[test]
    fn index_and_platform_digest_are_both_the_same_image() {
        points(Some("sha256:aa"), Some("sha256:cc"), 60).finds_by("STL-003", &[]);
        points(Some("sha256:bb"), Some("sha256:aa"), 60).finds_by("STL-003", &[]);
    }

    #[test]
    fn a_registry_that_gives_no_answer_leaves_it_unknown() {
        let silent = |why| hardened().surroundings(|s| s.registry = Some(Registry::NoAnswer(why)));
        for why in [RegistrySilence::Unreachable, RegistrySilence::RateLimited, RegistrySilence::Refused] {
            silent(why).misses(&["STL-003 high"]);
        }
        let missing = &silent(RegistrySilence::RateLimited).outcome().unknown[0].missing;
        assert_eq!(missing, "what the registry has for the tag: it limits how often it may be asked");
    }

    #[test]
    fn where_nobody_asked_there_is_nothing_to_judge() {
        hardened().misses(&[]);
        let id = hardened().container.image_id.clone();
        points(Some("sha256:bb"), None, 60).named(&id).finds_by("STL-003", &[]);
    }
}
