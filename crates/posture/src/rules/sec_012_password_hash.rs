use super::Case;
use super::disclosures::title;
use super::rule::{Check, Hit, References, Rule, Verdict};
use super::variables;
use crate::Severity;
use crate::facts::ValueKind;

pub const RULE: Rule = Rule {
    id: "SEC-012",
    title: "Password hash in clear reach",
    severity: Severity::Medium,
    references: References { cis: &[], nist: &["3.1.4"], owasp: &["D06"], attack: &["T1552", "T1110.002"] },
    rationale: "A hash can be guessed at without limit and without anybody noticing; short passwords fall within hours.",
    fix: "Keep it in a file that only the program reads (`usersFile`, a Docker secret), and choose a long password.",
    check: Check::Container(check),
};

fn check(case: &Case<'_>) -> Verdict {
    let hash = |kind| (kind == ValueKind::PasswordHash).then_some((RULE.severity, title(kind)));
    let variables = variables::hits(case, |variable| hash(variable.kind));
    let elsewhere = case.container.disclosures.iter().filter(|one| one.kind == ValueKind::PasswordHash);
    variables.chain(elsewhere.map(|one| Hit::new(RULE.severity, title(one.kind)).on(one.subject()))).collect()
}

#[cfg(test)]
mod tests {
    use crate::facts::{Place, ValueKind};
    use crate::testing::hardened;

    #[test]
    fn a_hash_in_the_environment_is_medium() {
        hardened().env("BASIC_AUTH", ValueKind::PasswordHash).finds(&["SEC-012 medium BASIC_AUTH"]);
    }

    #[test]
    fn in_the_label_of_a_proxy_it_is_medium_and_no_credential() {
        let key = "traefik.http.middlewares.auth.basicauth.users";
        hardened()
            .discloses(Place::Label, key, ValueKind::PasswordHash)
            .finds(&[&format!("SEC-012 medium label {key}")]);
    }

    #[test]
    fn the_hash_of_a_file_is_none_and_a_password_is_no_hash() {
        hardened().env("PYTHON_SHA256", ValueKind::Plain).finds(&[]);
        hardened().env("BASIC_AUTH", ValueKind::SecretNamed).finds(&["SEC-002 medium BASIC_AUTH"]);
        let label = hardened().discloses(Place::Label, "acme.key", ValueKind::SecretNamed);
        label.finds(&["SEC-006 medium acme.key"]);
    }
}
