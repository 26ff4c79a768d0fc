use super::{data_directory, plimsoll};

#[test]
fn plain_http_beyond_this_machine_is_refused_before_anything_is_started() {
    let home = data_directory();
    let data = home.path().join("data");
    let path = data.to_str().expect("text");
    let said = plimsoll(&["serve", "--listen", "0.0.0.0:0", "--data-dir", path]);
    assert!(!said.well && said.err.contains("--tls-cert"), "{}", said.err);
    assert!(!data.exists(), "nothing was made");
}

#[test]
fn the_configuration_can_be_looked_at_without_starting() {
    let home = data_directory();
    let file = home.path().join("plimsoll.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:1234\"\ndatabase-url = \"postgres://a:hunter2@db/p\"\n")
        .expect("written");
    let said = plimsoll(&["serve", "--check-config", "--config", file.to_str().expect("text")]);
    assert!(said.well, "{}", said.err);
    assert!(said.out.contains("127.0.0.1:1234") && said.out.contains("postgres://db/p"), "{}", said.out);
    assert!(!said.out.contains("hunter2"), "{}", said.out);

    std::fs::write(&file, "listn = 1\n").expect("written");
    let said = plimsoll(&["serve", "--check-config", "--config", file.to_str().expect("text")]);
    assert!(!said.well && said.err.contains("listn"), "{}", said.err);
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let home = data_directory();
    let data = home.path().to_str().expect("text");
    let url = "postgres://plimsoll:hunter2@127.0.0.1:1/plimsoll";
    let said = plimsoll(&["migrate", "--database-url", url, "--data-dir", data]);
    assert!(!said.well && said.err.contains("postgres://127.0.0.1:1/plimsoll"), "{}", said.err);
    assert!(!said.err.contains("hunter2"), "{}", said.err);
}

#[test]
fn doctor_says_what_is_wrong_and_goes_on_to_the_next_check() {
    let home = data_directory();
    let data = home.path().to_str().expect("text");
    let said = plimsoll(&["doctor", "--data-dir", data, "--engine", "unix:///nowhere/docker.sock"]);
    assert!(!said.well, "no engine is a fault");
    assert!(said.out.contains("ok     PostgreSQL programs: version "), "{}", said.out);
    assert!(said.out.contains("ok     keys: not made yet"), "{}", said.out);
    assert!(
        said.out.contains("WRONG  local engine: no answer from engine unix:///nowhere/docker.sock"),
        "{}",
        said.out
    );
}
