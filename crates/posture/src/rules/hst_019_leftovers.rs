use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-019",
    title: "Stopped containers and unused images pile up",
    severity: Severity::Info,
    references: References {
        cis: &["6.1", "6.2"],
        nist: &["3.2.2", "3.4.5"],
        owasp: &["D02"],
        attack: &["T1525"],
    },
    rationale: "Old images are started by mistake, stopped containers keep data and secrets, and both fill the disk.",
    fix: "Remove what is no longer needed, regularly: `docker container prune`, `docker image prune --all`.",
    check: Check::Host(check),
};

const MANY: u32 = 10;

fn check(host: &Host, _: &Policy) -> Verdict {
    let counted = [(host.stopped_containers, "stopped containers"), (host.unused_images, "unused images")];
    if counted.iter().all(|(number, _)| number.is_none()) {
        return Verdict::NotApplicable;
    }
    let many = counted.into_iter().filter_map(|(number, what)| Some((number.filter(|n| *n >= MANY)?, what)));
    many.map(|(number, what)| Hit::new(RULE.severity, format!("{number} or more")).on(what)).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened_host};

    fn left(containers: Option<u32>, images: Option<u32>) -> Sample {
        hardened_host().host(|h| (h.stopped_containers, h.unused_images) = (containers, images))
    }

    #[test]
    fn ten_of_either_are_worth_knowing() {
        left(Some(20), Some(0)).host_finds(&["HST-019 info stopped containers"]);
        left(Some(0), Some(10)).host_finds(&["HST-019 info unused images"]);
        left(Some(20), None).host_finds(&["HST-019 info stopped containers"]);
    }

    #[test]
    fn a_few_are_fine() {
        left(Some(0), Some(0)).host_finds(&[]);
    }

    #[test]
    fn what_was_not_counted_is_not_judged() {
        left(None, None).host_misses(&[]);
    }

    #[test]
    fn images_that_could_not_be_listed_hide_no_containers() {
        left(Some(20), None).host_finds(&["HST-019 info stopped containers"]);
    }
}
