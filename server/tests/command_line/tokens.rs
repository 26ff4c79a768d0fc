use super::{data_directory, plimsoll};

#[test]
fn a_token_is_made_listed_and_revoked_and_its_secret_is_printed_once() {
    let home = data_directory();
    let data = home.path().to_str().expect("text");
    let token = |arguments: &[&str]| plimsoll(&[&["token"], arguments, &["--data-dir", data]].concat());
    assert!(plimsoll(&["migrate", "--data-dir", data]).well);

    let made =
        token(&["create", "Jira", "--scope", "read", "--scope", "findings:write", "--expires-in-days", "30"]);
    assert!(made.well, "{}", made.err);
    let secret = made.out.trim();
    assert!(
        secret.starts_with("plm_") && secret.len() == 53,
        "nothing else is on standard output: {}",
        made.out
    );
    assert!(!made.err.contains(secret), "{}", made.err);

    let again = token(&["create", "jira"]);
    assert!(!again.well && again.err.contains("name"), "{}", again.err);
    let unknown = token(&["create", "other", "--scope", "everything"]);
    assert!(!unknown.well && unknown.err.contains("a scope is one of"), "{}", unknown.err);

    let listed = token(&["list"]).out;
    let row = listed.lines().nth(1).expect("a row");
    assert!(row.starts_with("Jira") && row.contains("in use") && row.contains(&secret[..8]), "{listed}");
    assert!(row.ends_with("read, findings:write") && !listed.contains(secret), "{listed}");

    let nobody = token(&["revoke", "tira"]);
    assert!(!nobody.well && nobody.err.contains("there are: Jira"), "{}", nobody.err);
    assert!(token(&["revoke", "JIRA"]).well);
    assert!(token(&["list"]).out.contains("revoked"));
}
