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

#[test]
fn every_command_takes_the_database_and_the_address_from_the_configuration_file() {
    let home = data_directory();
    let (file, data) = (home.path().join("plimsoll.toml"), home.path().join("data"));
    let text = format!(
        "listen = \"0.0.0.0:80\"\npublic-url = \"https://plimsoll.example\"\ndata-dir = \"{}\"\n",
        data.display()
    );
    std::fs::write(&file, text).expect("written");
    let path = file.to_str().expect("text");
    let run = |arguments: &[&str]| plimsoll(&[arguments, &["--config", path]].concat());

    let migrated = run(&["migrate"]);
    assert!(migrated.well, "{}", migrated.err);
    assert!(data.join("postgres/PG_VERSION").exists(), "it is made where the file says");
    let added = run(&["user", "add", "ada"]);
    assert!(added.out.contains("https://plimsoll.example/sign-in/link?token="), "{}", added.err);
    let seen = run(&["doctor", "--engine", "unix:///nowhere/docker.sock"]);
    assert!(seen.out.contains("ok     database: of PostgreSQL "), "{}", seen.out);
}

#[test]
fn a_certificate_that_is_none_is_found_before_the_server_is_started() {
    let home = data_directory();
    let (certificate, key) = (home.path().join("certificate.pem"), home.path().join("key.pem"));
    std::fs::write(&certificate, "nothing\n").expect("written");
    std::fs::write(&key, "nothing\n").expect("written");
    let (certificate, key) = (certificate.to_str().expect("text"), key.to_str().expect("text"));
    let said = plimsoll(&["serve", "--check-config", "--tls-cert", certificate, "--tls-key", key]);
    assert!(!said.well && said.err.contains(certificate), "{} {}", said.out, said.err);
}

#[test]
fn doctor_starts_nothing() {
    let home = data_directory();
    let data = home.path().to_str().expect("text");
    assert!(plimsoll(&["migrate", "--data-dir", data]).well);
    std::fs::remove_file(home.path().join("postgres-start.log")).expect("PostgreSQL was started");
    let said = plimsoll(&["doctor", "--data-dir", data, "--engine", "unix:///nowhere/docker.sock"]);
    assert!(said.out.contains("not running; plimsoll serve starts it"), "{}", said.out);
    assert!(!home.path().join("postgres-start.log").exists(), "it was started for this");
}

#[test]
fn doctor_looks_for_the_version_that_wrote_the_data() {
    let home = data_directory();
    std::fs::create_dir(home.path().join("postgres")).expect("created");
    std::fs::write(home.path().join("postgres/PG_VERSION"), "9\n").expect("written");
    let data = home.path().to_str().expect("text");
    let said = plimsoll(&["doctor", "--data-dir", data, "--engine", "unix:///nowhere/docker.sock"]);
    assert!(
        said.out.contains("WRONG  PostgreSQL programs: ") && said.out.contains("postgresql-9"),
        "{}",
        said.out
    );
}
