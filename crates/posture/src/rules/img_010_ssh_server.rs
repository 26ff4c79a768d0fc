use super::Case;
use super::build::steps;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::facts::BuildFlawKind;

pub const RULE: Rule = Rule {
    id: "IMG-010",
    title: "SSH server in the container",
    severity: Severity::Medium,
    references: References {
        cis: &["5.7"],
        nist: &["3.1.2", "3.4.3"],
        owasp: &["D04"],
        attack: &["T1021.004"],
    },
    rationale: "A second way in, with keys and passwords of its own that nobody rotates, past everything that watches the engine.",
    fix: "Remove the server; look inside with `docker exec`, and collect logs and dumps from outside.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let seen: Vec<String> = evidence(case);
    let verdict = Verdict::fail_if(!seen.is_empty(), || Hit::new(RULE.severity, seen.join("; ")));
    let unread = match case.image {
        None => Some("the image: its ports and its build history"),
        Some(image) if image.history_unread => Some("the image's build history"),
        Some(_) => None,
    };
    let gap = unread.filter(|_| seen.is_empty());
    verdict.beside(gap.map(|missing| Gap { missing: missing.into(), could_be: RULE.severity }))
}

fn evidence(case: &Case<'_>) -> Vec<String> {
    let mut seen = Vec::new();
    if case.container.runs_ssh_server {
        seen.push("started by the command".to_owned());
    }
    if let Some(image) = case.image {
        if image.exposed_ports.iter().any(|port| matches!(port.as_str(), "22" | "22/tcp")) {
            seen.push("the image exposes port 22".to_owned());
        }
        let installed = steps(image, BuildFlawKind::SshServer);
        if !installed.is_empty() {
            seen.push(format!("installed in step {installed} of the build"));
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use crate::facts::{BuildFlaw, BuildFlawKind};
    use crate::testing::hardened;

    #[test]
    fn a_command_that_starts_one_is_medium() {
        hardened().container(|c| c.runs_ssh_server = true).finds(&["IMG-010 medium"]);
    }

    #[test]
    fn an_exposed_port_22_and_an_installed_server_are_the_same_finding() {
        let exposed = hardened().image(|i| i.exposed_ports = vec!["22/tcp".into(), "2222/tcp".into()]);
        exposed.finds(&["IMG-010 medium"]);
        let flaw = BuildFlaw { step: 4, kind: BuildFlawKind::SshServer };
        let both = exposed.built(&["RUN"]).image(|i| i.build_flaws = vec![flaw]);
        both.finds(&["IMG-010 medium"]);
        both.shows("IMG-010", "the image exposes port 22; installed in step 4 of the build");
    }

    #[test]
    fn another_port_that_ends_in_22_is_no_ssh() {
        hardened().image(|i| i.exposed_ports = vec!["22/udp".into(), "8022/tcp".into()]).finds(&[]);
    }

    #[test]
    fn without_the_image_it_is_unknown_unless_the_command_tells() {
        let unread = hardened().without_image();
        assert!(unread.unknown_lines().contains(&"IMG-010 medium".to_owned()));
        let told = unread.container(|c| c.runs_ssh_server = true);
        assert!(!told.unknown_lines().contains(&"IMG-010 medium".to_owned()));
    }
}
