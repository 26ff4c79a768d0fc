use super::Breakage;
use crate::fix::Change;
use crate::rules::Case;

/// Variables of official images whose `*_FILE` twin is read.
const READ_AS_FILES: [&str; 10] = [
    "MARIADB_PASSWORD",
    "MARIADB_ROOT_PASSWORD",
    "MONGO_INITDB_ROOT_PASSWORD",
    "MYSQL_PASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "NEXTCLOUD_ADMIN_PASSWORD",
    "POSTGRES_PASSWORD",
    "POSTGRES_USER",
    "WORDPRESS_AUTH_KEY",
    "WORDPRESS_DB_PASSWORD",
];

pub(super) fn collect(change: &Change, case: &Case<'_>, evidence: &mut Breakage) {
    match change {
        Change::PinImage { .. } => {
            evidence.holds("it is the image that runs now");
            evidence.breaks("updates no longer come by themselves: renew the digest with them");
        }
        Change::ReadSecretFromFile { variable } => secret_file(case, variable, evidence),
        Change::RequirePassword { .. } => {
            evidence.breaks("clients that give no password are turned away");
        }
        Change::UseEngineTls { .. } => evidence.breaks("the engine must ask for certificates on port 2376"),
        Change::RemoveCredential { .. } => evidence.breaks("the program must read it from a file instead"),
        Change::RemoveBakedVariable { .. } | Change::RemoveBakedCredential { .. } => {
            evidence.breaks("whoever starts the image must give the credential");
            evidence.breaks("it was published with the image: replace it");
        }
        Change::RenewImage { .. } => {
            evidence.breaks("a newer image is another program: what it brings is known when it is there");
        }
        Change::UseSupportedBase => evidence.breaks("packages of the newer release are newer too"),
        Change::StartAgain { .. } => stopped(case, evidence),
        Change::AddHealthCheck => {
            evidence.breaks(
                "an orchestrator replaces it when the check fails: the image must hold the check's program",
            );
        }
        Change::RemoveSshServer => evidence.breaks("whoever signs in over SSH uses `docker exec` then"),
        Change::ClearSetuid => evidence.breaks("su, sudo and ping no longer work for other users inside"),
        _ => {}
    }
}

fn secret_file(case: &Case<'_>, variable: &str, evidence: &mut Breakage) {
    if READ_AS_FILES.contains(&variable) {
        evidence.holds(format!("the official image reads {variable}_FILE"));
    } else {
        evidence.breaks(format!("the program must read {variable}_FILE, or its start script must"));
    }
    if case.surroundings.shared_secrets.iter().any(|shared| shared == variable) {
        evidence
            .breaks("another workload has the same value, and keeps working only while the old one is valid");
    }
}

fn stopped(case: &Case<'_>, evidence: &mut Breakage) {
    evidence.breaks("it is down for the moment");
    if case.runtime.changed_executables.as_ref().is_some_and(|changed| !changed.is_empty()) {
        evidence.breaks("what was changed inside is lost: look at it first");
    }
}
