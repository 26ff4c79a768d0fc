use crate::facts::{Container, Disclosure, Origin, Place, ValueKind, Variable};
use crate::fix::change::Change;
use crate::fix::facts::Facts;

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    match change {
        Change::ReadSecretFromFile { variable } => {
            remove_variable(facts, variable);
            set(facts.of_container(), &format!("{variable}_FILE"), ValueKind::Reference);
        }
        Change::RequirePassword { variable, file_variable } => {
            remove_variable(facts, variable);
            if let Some(file) = file_variable {
                set(facts.of_container(), file, ValueKind::Reference);
            }
        }
        Change::UseEngineTls { variable } => use_engine_tls(facts.of_container(), variable),
        Change::RemoveCredential { credential } => remove_credential(facts, credential),
        Change::RemoveBakedVariable { variable } => {
            facts.of_container().environment.retain(|own| !is_baked(own, variable));
            facts.change_image(|image| image.environment.retain(|own| own.name != *variable));
            no_longer_shared(facts, variable);
        }
        Change::RemoveBakedCredential { credential } => {
            facts.change_image(|image| image.disclosures.retain(|own| own != credential));
            remove_credential(facts, credential);
        }
        _ => return false,
    }
    true
}

/// What the image gives under that name is then in force. The file holds a credential of the workload's own.
fn remove_variable(facts: &mut Facts<'_>, name: &str) {
    let of_image = facts
        .image
        .as_ref()
        .and_then(|image| image.environment.iter().find(|own| own.name == name).map(|own| own.kind));
    let environment = &mut facts.of_container().environment;
    let had_baked = environment.iter().any(|own| is_baked(own, name));
    environment.retain(|own| own.name != name || own.origin == Origin::Image);
    if let Some(kind) = of_image.filter(|_| !had_baked) {
        environment.push(Variable { name: name.to_owned(), kind, origin: Origin::Image });
        environment.sort();
    }
    no_longer_shared(facts, name);
}

fn is_baked(own: &Variable, name: &str) -> bool {
    own.name == name && own.origin == Origin::Image
}

fn set(container: &mut Container, name: &str, kind: ValueKind) {
    container.environment.retain(|own| own.name != name);
    container.environment.push(Variable { name: name.to_owned(), kind, origin: Origin::Container });
    container.environment.sort();
}

fn use_engine_tls(container: &mut Container, variable: &str) {
    for own in container.environment.iter_mut().filter(|own| own.name == variable) {
        own.kind = ValueKind::Plain;
        own.origin = Origin::Container;
    }
    set(container, "DOCKER_TLS_VERIFY", ValueKind::Plain);
    set(container, "DOCKER_CERT_PATH", ValueKind::Plain);
}

fn remove_credential(facts: &mut Facts<'_>, credential: &Disclosure) {
    let container = facts.of_container();
    container.disclosures.retain(|own| own != credential);
    if credential.place == Place::Label {
        container.labels.remove(&credential.name);
    }
    no_longer_shared(facts, &credential.subject());
}

fn no_longer_shared(facts: &mut Facts<'_>, place: &str) {
    if facts.surroundings.shared_secrets.iter().any(|shared| shared == place) {
        facts.surroundings.to_mut().shared_secrets.retain(|shared| shared != place);
    }
}
