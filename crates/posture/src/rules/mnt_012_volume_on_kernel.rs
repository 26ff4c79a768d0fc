use super::Case;
use super::mounts::is_or_below;
use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::Severity;

pub const RULE: Rule = Rule {
    id: "MNT-012",
    title: "Image declares a volume on a kernel file system",
    severity: Severity::Medium,
    references: References { cis: &["5.6"], nist: &["3.1.2", "3.4.3"], owasp: &["D04"], attack: &["T1611"] },
    rationale: "A volume over /dev, /proc or /sys covers what the engine masks there with a directory that the container writes.",
    fix: "Remove the `VOLUME` from the Dockerfile.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let Some(image) = case.image else {
        return Verdict::unknown("the volumes that the image declares", RULE.severity);
    };
    let covering = image.volumes.iter().filter(|path| covers(path));
    covering.map(|path| Hit::new(RULE.severity, "declared by the image").on(path.as_str())).collect()
}

/// Shared memory below `/dev` is the container's own.
fn covers(path: &str) -> bool {
    ["/dev", "/proc", "/sys"].iter().any(|place| is_or_below(path, place)) && !is_or_below(path, "/dev/shm")
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn declares(path: &str) -> Sample {
        hardened().image(|i| i.volumes = vec![path.into()])
    }

    #[test]
    fn a_volume_there_is_medium() {
        for path in ["/dev", "/proc", "/sys", "/proc/", "/sys/fs/cgroup"] {
            declares(path).finds(&[&format!("MNT-012 medium {path}")]);
        }
    }

    #[test]
    fn elsewhere_it_is_what_volumes_are_for() {
        for path in ["/data", "/var/lib/postgresql/data", "/device", "/system", "/dev/shm"] {
            declares(path).finds(&[]);
        }
    }

    #[test]
    fn without_the_image_it_is_unknown() {
        assert!(hardened().without_image().unknown_lines().contains(&"MNT-012 medium".to_owned()));
    }

    #[test]
    fn the_evidence_says_that_nobody_asked_for_it_here() {
        let sample = hardened().image(|i| i.volumes = vec!["/proc/sys".into(), "/data".into()]);
        sample.finds(&["MNT-012 medium /proc/sys"]);
        sample.shows("MNT-012", "declared by the image");
    }
}
