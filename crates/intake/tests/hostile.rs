//! Hostile and lying engines: a typed error or facts, never a panic.

use intake::engine::{
    read_archived_os_release, read_container, read_host, read_image, read_image_list, read_inspect_document,
    read_list, read_volumes,
};
use intake::secret::{SecretText, classify};
use intake::{Document, IngestKey, IntakeError};
use proptest::prelude::*;

fn key() -> IngestKey {
    IngestKey::new([3; 32])
}

fn read_everything(json: &[u8]) {
    let _ = read_container(json, None, &key());
    let _ = read_image(json, Some(json), &key());
    let _ = read_host(Some(json), json, Some(json));
    let _ = (read_list(json), read_image_list(json), read_volumes(json));
    let _ = (read_inspect_document(json, &key()), read_archived_os_release(json));
}

/// JSON whose keys are mostly those that are read, and whose values are mostly not what they should be.
fn engine_json() -> impl Strategy<Value = serde_json::Value> {
    const KEYS: [&str; 28] = [
        "Id",
        "Name",
        "State",
        "Status",
        "StartedAt",
        "Config",
        "Env",
        "Labels",
        "Cmd",
        "Entrypoint",
        "HostConfig",
        "Binds",
        "PortBindings",
        "HostPort",
        "RestartPolicy",
        "SecurityOpt",
        "Devices",
        "PidsLimit",
        "Mounts",
        "Source",
        "NetworkSettings",
        "Networks",
        "RepoTags",
        "Created",
        "Volumes",
        "Options",
        "SecurityOptions",
        "Components",
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
        "[A-Z_]{1,12}=[a-zA-Z0-9:/@$<>{}.=-]{0,40}".prop_map(Into::into),
    ];
    let key = prop_oneof![4 => prop::sample::select(&KEYS[..]).prop_map(String::from), 1 => "\\PC{0,8}"];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_panic_nowhere(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_everything(&bytes);
    }

    #[test]
    fn arbitrary_json_panics_nowhere(json in engine_json()) {
        read_everything(json.to_string().as_bytes());
    }

    #[test]
    fn arbitrary_commands_and_builds_panic_nowhere(
        text in "((--?[a-z]{1,8}|curl|sh|redis-cli|apt-get|sshd|[A-Z_]{1,6}=)?[ =|;&\"'$({é<`:/@.a-z0-9]{0,6}){0,20}",
    ) {
        let container = serde_json::json!({"Id": "c1", "State": {}, "HostConfig": {}, "Config": {
            "Cmd": [text], "Healthcheck": {"Test": ["CMD-SHELL", text]}, "Labels": {&text: text},
        }});
        read_everything(container.to_string().as_bytes());
        for step in [text.clone(), format!("RUN {text}"), format!("|1 A=b {text}"), format!("ADD {text}")] {
            let history = serde_json::json!([{"CreatedBy": step}]).to_string();
            let _ = read_image(br#"{"Id":"sha256:01","Config":{}}"#, Some(history.as_bytes()), &key());
        }
    }

    #[test]
    fn arbitrary_variables_panic_nowhere(name in "\\PC{0,40}", value in "\\PC{0,120}") {
        let _ = classify(&name, &SecretText::from(value.as_str()));
    }

    #[test]
    fn variables_near_the_formats_panic_nowhere(
        name in "(DB_|API_|)(PASSWORD|KEY|TOKEN|HOST|AUTH)(_FILE|_2|)",
        value in "(ghp_|xoxb-|xox|eyJ|SG\\.|\\$2y\\$|-----BEGIN |postgres://|\\{\"a\":\"|--p=|AKIA|/|\"|'|1234567890:)?[é€a-zA-Z0-9:/@?&;=. $<>{}\"'~-]{0,60}",
    ) {
        let _ = classify(&name, &SecretText::from(value.as_str()));
    }
}

#[test]
fn a_label_of_ten_megabytes_is_read_and_not_kept() {
    let label = "x".repeat(10 << 20);
    let json = format!(
        r#"{{"Id":"c1","State":{{}},"HostConfig":{{}},"Config":{{"Labels":{{"acme.note":"{label}","com.docker.compose.project":"{label}"}}}}}}"#
    );
    let reading = read_container(json.as_bytes(), None, &key()).expect("read");
    assert_eq!(reading.facts.labels["acme.note"], None);
    let project = reading.facts.labels["com.docker.compose.project"].as_deref().expect("kept");
    assert!(project.len() < 5000 && project.ends_with('…'));
}

#[test]
fn a_list_beyond_all_measure_is_refused_by_its_place() {
    let env = vec!["\"A=1\""; 20_000].join(",");
    let json = format!(r#"{{"Id":"c1","State":{{}},"HostConfig":{{}},"Config":{{"Env":[{env}]}}}}"#);
    assert_eq!(
        read_container(json.as_bytes(), None, &key()).expect_err("too many"),
        IntakeError::Unexpected { document: Document::Container, path: "Config.Env".into() }
    );
}

#[test]
fn broken_json_and_missing_parts_are_told_apart() {
    let read = |json: &str| read_container(json.as_bytes(), None, &key()).expect_err("not a container");
    assert_eq!(
        read("{\n  \"Id\": "),
        IntakeError::NotJson { document: Document::Container, line: 2, column: 8 }
    );
    assert_eq!(
        read(r#"{"Id":"c1"}"#),
        IntakeError::Missing { document: Document::Container, path: "Config" }
    );
    assert_eq!(
        read(r#"{"Id":"c1","Config":{},"HostConfig":{}}"#),
        IntakeError::Missing { document: Document::Container, path: "State" }
    );
    assert_eq!(
        read(r#"{"Id":"c1","HostConfig":{"Devices":[{},{"PathOnHost":7}]}}"#).to_string(),
        "the inspection of a container holds something else than the engine API describes at HostConfig.Devices[1].PathOnHost"
    );
}

#[test]
fn nesting_without_end_is_an_error() {
    let json = "[".repeat(100_000);
    assert!(matches!(
        read_list(json.as_bytes()),
        Err(IntakeError::Unexpected { .. } | IntakeError::NotJson { .. })
    ));
}

#[test]
fn names_keep_markup_and_lose_control_characters() {
    let json = r#"{"Id":"c1","Name":"/<script>'\"\u0000\u001b[31m","State":{},"HostConfig":{},"Config":{}}"#;
    let reading = read_container(json.as_bytes(), None, &key()).expect("read");
    assert_eq!(reading.name, "<script>'\"\u{fffd}\u{fffd}[31m");
}
