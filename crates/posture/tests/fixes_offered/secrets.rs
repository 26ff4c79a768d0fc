use posture::facts::{CredentialKind, Origin, Place, ValueKind, Variable};
use posture::fix::Effort;
use posture::testing::hardened;

use crate::{check, line, titled};

#[test]
fn a_key_in_the_environment_becomes_a_file() {
    let key = ValueKind::Credential(CredentialKind::Cloud);
    let sample = hardened().env("AWS_SECRET_ACCESS_KEY", key);
    check(sample.clone(), &["Read AWS_SECRET_ACCESS_KEY from a secret file: SEC-001"]);
    let fix = titled(&sample, "Read AWS_SECRET_ACCESS_KEY from a secret file");
    let environment = sample.changed(&fix.change).container.environment;
    assert_eq!(environment.len(), 1);
    assert_eq!(
        (environment[0].name.as_str(), environment[0].kind),
        ("AWS_SECRET_ACCESS_KEY_FILE", ValueKind::Reference)
    );
}

#[test]
fn an_official_image_is_known_to_read_the_file() {
    let sample = hardened().env("POSTGRES_PASSWORD", ValueKind::SecretNamed);
    let fix = titled(&sample, "Read POSTGRES_PASSWORD from a secret file");
    assert_eq!(fix.breakage.holds, ["the official image reads POSTGRES_PASSWORD_FILE"]);
    assert_eq!(fix.effort, Effort::Rebuild);
}

#[test]
fn a_password_of_its_own_is_shared_no_longer() {
    let sample = hardened()
        .env("DB_PASSWORD", ValueKind::SecretNamed)
        .surroundings(|s| s.shared_secrets = vec!["DB_PASSWORD".into()]);
    check(sample, &["Read DB_PASSWORD from a secret file: SEC-002 SEC-009"]);
}

#[test]
fn a_variable_of_the_image_is_taken_out_of_the_image() {
    let baked = Variable { name: "DB_PASSWORD".into(), kind: ValueKind::SecretNamed, origin: Origin::Image };
    let sample =
        hardened().image(|i| i.environment.push(baked.clone())).container(|c| c.environment.push(baked));
    check(sample, &["Take DB_PASSWORD out of the image: SEC-007"]);
}

#[test]
fn a_file_is_no_fix_where_the_image_would_give_the_same_password() {
    let baked = Variable { name: "DB_PASSWORD".into(), kind: ValueKind::WeakPassword, origin: Origin::Image };
    let sample = hardened().image(|i| i.environment.push(baked)).env("DB_PASSWORD", ValueKind::WeakPassword);
    check(sample, &[]);
}

#[test]
fn a_token_leaves_the_command() {
    let sample = hardened().discloses(Place::Command, "--token", ValueKind::SecretNamed);
    check(sample, &["Take the credential out of the command --token: SEC-005"]);
}

#[test]
fn a_credential_of_a_build_is_given_to_the_build_as_a_secret() {
    let argument = posture::facts::Disclosure {
        place: Place::BuildArgument,
        name: "NPM_TOKEN".into(),
        kind: ValueKind::SecretNamed,
    };
    let sample = hardened().built(&["ARG"]).image(|i| i.disclosures.push(argument));
    check(sample, &["Take the credential out of the image's build argument NPM_TOKEN: SEC-008"]);
}

#[test]
fn an_empty_password_gives_way_to_one_in_a_file() {
    let sample = hardened().env("POSTGRES_HOST_AUTH_METHOD", ValueKind::EmptyPasswordAllowed);
    let fix = titled(&sample, "Remove POSTGRES_HOST_AUTH_METHOD and set a password");
    let environment = sample.changed(&fix.change).container.environment;
    assert_eq!(environment[0].name, "POSTGRES_PASSWORD_FILE");
    assert_eq!(line(&fix), "Remove POSTGRES_HOST_AUTH_METHOD and set a password: SEC-011");
}

#[test]
fn what_only_looks_random_has_no_fix() {
    check(hardened().env("BUILD", ValueKind::HighEntropy), &[]);
}
