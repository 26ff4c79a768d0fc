//! What a hostile value costs: twice its length may cost twice the time, not four times.

use std::time::{Duration, Instant};

use intake::IngestKey;
use intake::engine::{read_container, read_image};
use intake::secret::{SecretText, classify};

/// A quadratic detector takes a minute or more for one of these; a linear one, unoptimised, less than a second.
const LIMIT: Duration = Duration::from_secs(8);

#[track_caller]
fn ends_in_time<T>(what: &str, work: impl FnOnce() -> T) {
    let begun = Instant::now();
    work();
    let took = begun.elapsed();
    assert!(took < LIMIT, "{what} took {took:?}");
}

fn read(document: &serde_json::Value) {
    read_container(document.to_string().as_bytes(), None, &IngestKey::new([3; 32])).expect("a container");
}

#[test]
fn a_quarter_megabyte_of_anything_is_judged_in_time() {
    for piece in [
        "-a ",
        "-u ",
        "-px ",
        "--password ",
        "Bearer ",
        "a://",
        "a://b:c@",
        "a://b?c=d&",
        "http://x,",
        "\"a\":",
        "a=b;",
        "a=b ",
        "a: b\n",
        "{\"",
        "[",
        "@",
        ":",
        "/",
        "%",
        "x",
        "$",
        "\\",
        "eyJ",
        "-----BEGIN ",
        "'",
        "é",
    ] {
        let value = piece.repeat((256 << 10) / piece.len());
        for name in ["X", "DB_PASSWORD", "DOCKER_HOST"] {
            ends_in_time(&format!("{name}={piece}…"), || classify(name, &SecretText::from(value.as_str())));
        }
    }
}

#[test]
fn a_hostile_key_of_a_label_costs_no_more_than_a_value() {
    let container = |key: &str| serde_json::json!({"Id": "c1", "State": {}, "HostConfig": {}, "Config": {"Labels": {key: "v"}}});
    for piece in ["a://", "redis-cli -a "] {
        let container = container(&piece.repeat((1 << 20) / piece.len()));
        ends_in_time(piece, || read(&container));
    }
}

#[test]
fn many_variables_beside_many_neighbours_are_read_in_time() {
    let variables: Vec<String> =
        (0..16_000).map(|number| format!("A{number}_PASSWORD=q7Rk2mQz{number}")).collect();
    let users: Vec<String> = (0..300).map(|number| format!("A{number}_USER=w8Zt4nBv{number}")).collect();
    let labels = vec![r#""com.docker.compose.service":"w8Zt4nBvQ""#; 16_000].join(",");
    let env = serde_json::to_string(&[variables, users].concat()).expect("serialises");
    let json = format!(
        r#"{{"Id":"c1","State":{{}},"HostConfig":{{}},"Config":{{"Env":{env},"Labels":{{{labels}}}}}}}"#
    );
    let begun = Instant::now();
    let read = read_container(json.as_bytes(), None, &IngestKey::new([3; 32]));
    assert!(read.is_ok() && begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
}

#[test]
fn commands_and_builds_of_a_quarter_megabyte_are_read_in_time() {
    for piece in [
        "--password x ",
        "-a x",
        "redis-cli -a ",
        "A=b ",
        "a|",
        "curl |",
        "$(curl ",
        "`curl ",
        "bash <(curl ",
        "apt-get update;",
        "a && ",
        "|1 A=b ",
        "a://b:c@d ",
        "{\"a\":",
        "é ",
        "\u{2003}",
    ] {
        let text = piece.repeat((256 << 10) / piece.len());
        let container = serde_json::json!({"Id": "c1", "State": {}, "HostConfig": {}, "Config": {
            "Entrypoint": ["sh", "-c", text], "Cmd": [text], "Healthcheck": {"Test": ["CMD-SHELL", text]},
        }});
        ends_in_time(piece, || read(&container));
        let image = serde_json::json!({"Id": "sha256:01", "Config": {}}).to_string();
        let history =
            serde_json::json!([{"CreatedBy": text}, {"CreatedBy": format!("|1 {text}")}]).to_string();
        let key = IngestKey::new([3; 32]);
        ends_in_time(piece, || {
            read_image(image.as_bytes(), Some(history.as_bytes()), &key).expect("an image")
        });
    }
}
