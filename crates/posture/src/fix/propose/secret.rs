use crate::facts::{Disclosure, Origin, Place};
use crate::fix::change::Change;
use crate::rules::Case;

pub(super) fn propose(case: &Case<'_>, rule: &str, subject: &str) -> Vec<Change> {
    match rule {
        "SEC-001" | "SEC-002" | "SEC-003" | "SEC-004" => variable(case, subject),
        "SEC-005" => credential(case, subject),
        "SEC-006" => credential(case, &format!("{} {subject}", Place::Label.title())),
        "SEC-007" | "SEC-008" => baked(case, subject),
        "SEC-009" | "SEC-012" => {
            let mut changes = variable(case, subject);
            changes.extend(credential(case, subject));
            changes
        }
        "SEC-010" => vec![Change::UseEngineTls { variable: subject.to_owned() }],
        "SEC-011" => vec![require_password(subject)],
        _ => Vec::new(),
    }
}

/// A file where the container sets it; out of the image where that does.
fn variable(case: &Case<'_>, name: &str) -> Vec<Change> {
    let own = case.container.environment.iter().filter(|variable| variable.name == name);
    own.map(|variable| match variable.origin {
        Origin::Container => Change::ReadSecretFromFile { variable: name.to_owned() },
        Origin::Image => Change::RemoveBakedVariable { variable: name.to_owned() },
    })
    .collect()
}

/// Out of the image where it came from there.
fn credential(case: &Case<'_>, subject: &str) -> Vec<Change> {
    let own = case.container.disclosures.iter().filter(|one| one.subject() == subject);
    let in_image = |one: &Disclosure| case.image.is_some_and(|image| image.disclosures.contains(one));
    own.map(|one| {
        let credential = one.clone();
        if in_image(one) {
            Change::RemoveBakedCredential { credential }
        } else {
            Change::RemoveCredential { credential }
        }
    })
    .collect()
}

fn baked(case: &Case<'_>, subject: &str) -> Vec<Change> {
    let image = case.image.into_iter();
    let disclosed = image.flat_map(|image| &image.disclosures).filter(|one| one.subject() == subject);
    let disclosed = disclosed.map(|one| Change::RemoveBakedCredential { credential: one.clone() });
    [Change::RemoveBakedVariable { variable: subject.to_owned() }].into_iter().chain(disclosed).collect()
}

/// The files that the official images read.
fn require_password(switch: &str) -> Change {
    let file_variable = match switch {
        "MYSQL_ALLOW_EMPTY_PASSWORD" => Some("MYSQL_ROOT_PASSWORD_FILE"),
        "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" => Some("MARIADB_ROOT_PASSWORD_FILE"),
        "POSTGRES_HOST_AUTH_METHOD" => Some("POSTGRES_PASSWORD_FILE"),
        _ => None,
    };
    Change::RequirePassword { variable: switch.to_owned(), file_variable: file_variable.map(str::to_owned) }
}
