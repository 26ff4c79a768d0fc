//! Fixes as text to copy: what each format says, and that no name breaks out of it.

use std::process::Command;

use posture::facts::{DeviceRequest, Disclosure, NamespaceMode, NetworkMode, Place, Seccomp, ValueKind};
use posture::fix::{Change, EngineSetting, Facts, Format, Namespace, Snippet, render, render_engine};
use posture::testing::{Sample, hardened, hardened_host, plain};
use proptest::prelude::*;
use yaml_rust2::{Yaml, YamlLoader};

fn snippet_named(sample: &Sample, change: &Change, format: Format, name: &str) -> Option<Snippet> {
    let before = Facts::from(sample.subject());
    render(format, &before, &change.apply(&before), name)
}

fn snippet(sample: &Sample, change: &Change, format: Format) -> Option<Snippet> {
    snippet_named(sample, change, format, "web")
}

#[track_caller]
fn says(sample: &Sample, change: &Change, format: Format, expected: &str) {
    let snippet = snippet(sample, change, format).expect("this format says it");
    assert_eq!(snippet.text, expected);
    if matches!(format, Format::Compose | Format::Kubernetes) {
        yaml(&snippet.text);
    }
}

#[track_caller]
fn takes_away(sample: &Sample, change: &Change, format: Format, expected: &[&str]) {
    assert_eq!(snippet(sample, change, format).expect("this format says it").removed, expected);
}

#[track_caller]
fn yaml(text: &str) -> Yaml {
    let mut read = YamlLoader::load_from_str(text).unwrap_or_else(|e| panic!("{e} in\n{text}"));
    assert_eq!(read.len(), 1, "{text}");
    read.remove(0)
}

/// The words that a real shell makes of it.
fn words(text: &str) -> Vec<String> {
    let script = format!("set -- {text}\nprintf '%s\\0' \"$@\"");
    let output = Command::new("sh").args(["-c", &script]).output().expect("a shell is on the machine");
    assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("what went in was UTF-8");
    printed.split_terminator('\0').map(str::to_owned).collect()
}

fn drop_all() -> Change {
    Change::SetCapabilities { add: vec!["NET_BIND_SERVICE".into()], drop: vec!["ALL".into()] }
}

fn read_only() -> Change {
    Change::ReadOnlyRoot { tmpfs: vec!["/tmp".into()] }
}

#[test]
fn dropped_capabilities_are_two_lists() {
    let compose = "services:\n  web:\n    cap_add:\n      - NET_BIND_SERVICE\n    cap_drop:\n      - ALL\n";
    says(&plain(), &drop_all(), Format::Compose, compose);
    says(&plain(), &drop_all(), Format::DockerRun, "--cap-add NET_BIND_SERVICE \\\n--cap-drop ALL");
    let kubernetes = "spec:
  template:
    spec:
      containers:
        - name: web
          securityContext:
            capabilities:
              add:
                - NET_BIND_SERVICE
              drop:
                - ALL
";
    says(&plain(), &drop_all(), Format::Kubernetes, kubernetes);
    assert_eq!(snippet(&plain(), &drop_all(), Format::Dockerfile), None);
}

#[test]
fn a_capability_that_goes_is_not_merged_back() {
    let sample = hardened().cap_add("SYS_ADMIN");
    let change = Change::SetCapabilities { add: vec![], drop: vec!["ALL".into()] };
    says(&sample, &change, Format::Compose, "services:\n  web:\n    cap_add: !reset []\n");
    takes_away(&sample, &change, Format::Compose, &["cap_add: [SYS_ADMIN]"]);
    says(&sample, &change, Format::DockerRun, "");
    takes_away(&sample, &change, Format::DockerRun, &["--cap-add SYS_ADMIN"]);
}

#[test]
fn privileged_is_switched_off() {
    let sample = plain().privileged();
    says(&sample, &Change::RemovePrivileged, Format::Compose, "services:\n  web:\n    privileged: false\n");
    takes_away(&sample, &Change::RemovePrivileged, Format::DockerRun, &["--privileged"]);
}

#[test]
fn a_read_only_root_comes_with_memory_to_write_to() {
    let compose = "services:\n  web:\n    read_only: true\n    tmpfs:\n      - /tmp\n";
    says(&plain(), &read_only(), Format::Compose, compose);
    says(&plain(), &read_only(), Format::DockerRun, "--read-only \\\n--tmpfs /tmp");
    let kubernetes = "spec:
  template:
    spec:
      volumes:
        - name: scratch-tmp
          emptyDir: {}
      containers:
        - name: web
          securityContext:
            readOnlyRootFilesystem: true
          volumeMounts:
            - name: scratch-tmp
              mountPath: /tmp
";
    let change = read_only();
    let snippet = snippet(&plain(), &change, Format::Kubernetes).unwrap();
    assert_eq!(yaml(&snippet.text), yaml(kubernetes));
}

#[test]
fn a_user_is_named_everywhere() {
    let change = Change::SetUser { user: Some("10001:10001".into()) };
    says(&plain(), &change, Format::Compose, "services:\n  web:\n    user: \"10001:10001\"\n");
    says(&plain(), &change, Format::DockerRun, "--user 10001:10001");
    says(&plain(), &change, Format::Dockerfile, "USER 10001:10001\n");
    let patch = snippet(&plain(), &change, Format::Kubernetes).unwrap();
    let security = &yaml(&patch.text)["spec"]["template"]["spec"]["containers"][0]["securityContext"];
    assert_eq!(security["runAsUser"].as_i64(), Some(10_001));
    assert_eq!(security["runAsGroup"].as_i64(), Some(10_001));
    assert_eq!(security["runAsNonRoot"].as_bool(), Some(true));
}

#[test]
fn the_images_own_user_takes_the_others_away() {
    let (sample, change) = (plain().root(), Change::SetUser { user: None });
    says(&sample, &change, Format::Compose, "services:\n  web:\n    user: !reset null\n");
    takes_away(&sample, &change, Format::DockerRun, &["--user root"]);
}

#[test]
fn no_new_privileges_is_said_in_each_formats_words() {
    let compose = "services:\n  web:\n    security_opt:\n      - \"no-new-privileges:true\"\n";
    says(&plain(), &Change::SetNoNewPrivileges, Format::Compose, compose);
    says(&plain(), &Change::SetNoNewPrivileges, Format::DockerRun, "--security-opt no-new-privileges:true");
    let patch = snippet(&plain(), &Change::SetNoNewPrivileges, Format::Kubernetes).unwrap();
    assert!(patch.text.contains("allowPrivilegeEscalation: false"));
}

#[test]
fn a_security_option_that_goes_leaves_the_others() {
    let sample = hardened().container(|c| c.security.seccomp = Seccomp::Unconfined);
    let change = Change::UseDefaultSeccomp;
    let compose = "services:\n  web:\n    security_opt: !override\n      - \"no-new-privileges:true\"\n";
    says(&sample, &change, Format::Compose, compose);
    takes_away(&sample, &change, Format::DockerRun, &["--security-opt seccomp=unconfined"]);
}

#[test]
fn a_list_with_a_profile_of_somebodys_own_is_not_written_whole() {
    let sample = hardened().container(|c| {
        c.security.seccomp = Seccomp::Custom;
        c.security.selinux = posture::facts::SeLinux::Disabled;
    });
    assert_eq!(snippet(&sample, &Change::UseSeLinux, Format::Compose), None);
    takes_away(&sample, &Change::UseSeLinux, Format::DockerRun, &["--security-opt label=disable"]);
}

#[test]
fn a_port_moves_and_the_others_stay() {
    let sample = plain().publish("", 5432, 5432).publish("10.0.0.1", 8443, 443);
    let moved = posture::facts::PublishedPort {
        host_address: "127.0.0.1".into(),
        ..sample.container.published_ports[0].clone()
    };
    let change = Change::Republish { container_port: 5432, transport: moved.transport, ports: vec![moved] };
    let compose = "services:
  web:
    ports: !override
      - \"127.0.0.1:5432:5432/tcp\"
      - \"10.0.0.1:8443:443/tcp\"
";
    says(&sample, &change, Format::Compose, compose);
    says(&sample, &change, Format::DockerRun, "--publish 127.0.0.1:5432:5432/tcp");
    takes_away(&sample, &change, Format::DockerRun, &["--publish 5432:5432/tcp"]);
}

#[test]
fn a_network_of_its_own_is_made_first() {
    let sample = plain().container(|c| c.network_mode = NetworkMode::Host);
    let change = Change::OwnNetwork { ports: vec![] };
    let compose = "services:\n  web:\n    network_mode: !reset null\n    networks:\n      - web-net\nnetworks:\n  web-net: {}\n";
    says(&sample, &change, Format::Compose, compose);
    let flags = snippet(&sample, &change, Format::DockerRun).unwrap();
    assert_eq!(flags.text, "--network web-net");
    assert_eq!(flags.removed, ["--network host"]);
    assert_eq!(flags.notes, ["Make the network first: docker network create web-net"]);
    let patch = snippet(&sample, &change, Format::Kubernetes).unwrap();
    assert_eq!(patch.text, "spec:\n  template:\n    spec:\n      hostNetwork: false\n");
}

#[test]
fn a_namespace_of_the_host_is_left() {
    let sample = plain().container(|c| c.namespaces.pid = NamespaceMode::Host);
    let change = Change::OwnNamespace { namespace: Namespace::Pid };
    says(&sample, &change, Format::Compose, "services:\n  web:\n    pid: !reset null\n");
    takes_away(&sample, &change, Format::DockerRun, &["--pid host"]);
    says(&sample, &change, Format::Kubernetes, "spec:\n  template:\n    spec:\n      hostPID: false\n");
}

#[test]
fn limits_are_said_in_each_formats_units() {
    let memory = Change::LimitMemory { bytes: 512 << 20 };
    says(&plain(), &memory, Format::Compose, "services:\n  web:\n    mem_limit: \"512m\"\n");
    says(&plain(), &memory, Format::DockerRun, "--memory 512m");
    assert!(snippet(&plain(), &memory, Format::Kubernetes).unwrap().text.contains("memory: \"512Mi\""));
    let cpus = Change::LimitCpus { nano_cpus: 500_000_000 };
    says(&plain(), &cpus, Format::Compose, "services:\n  web:\n    cpus: \"0.5\"\n");
    says(&plain(), &cpus, Format::DockerRun, "--cpus 0.5");
    let pids = Change::LimitPids { pids: 200 };
    says(&plain(), &pids, Format::Compose, "services:\n  web:\n    pids_limit: 200\n");
    assert_eq!(snippet(&plain(), &pids, Format::Kubernetes), None);
    let restarts = Change::LimitRestarts { max_tries: 5 };
    says(&plain(), &restarts, Format::Compose, "services:\n  web:\n    restart: \"on-failure:5\"\n");
}

#[test]
fn a_mount_is_taken_away_by_naming_the_others() {
    let sample = plain()
        .bind("/var/run/docker.sock", "/s")
        .bind_read_only("/srv/site", "/site")
        .volume("shop_data", "/data")
        .container(|c| {
            c.labels.insert("com.docker.compose.project".into(), Some("shop".into()));
        });
    let change = Change::RemoveMount { destination: "/s".into() };
    let compose = "services:
  web:
    volumes: !override
      - type: bind
        source: /srv/site
        target: /site
        read_only: true
      - type: volume
        source: data
        target: /data
volumes:
  data: {}
";
    says(&sample, &change, Format::Compose, compose);
    takes_away(&sample, &change, Format::Compose, &["volumes: \"/var/run/docker.sock:/s\""]);
    takes_away(
        &sample,
        &change,
        Format::DockerRun,
        &["--mount type=bind,source=/var/run/docker.sock,target=/s"],
    );
    let patch = snippet(&sample, &change, Format::Kubernetes).unwrap();
    let mounts = &yaml(&patch.text)["spec"]["template"]["spec"]["containers"][0]["volumeMounts"];
    assert_eq!(mounts[0]["mountPath"].as_str(), Some("/s"));
    assert_eq!(mounts[0]["$patch"].as_str(), Some("delete"));
}

#[test]
fn a_mount_becomes_read_only_at_its_place() {
    let sample = plain().bind("/etc/localtime", "/etc/localtime");
    let change = Change::MountReadOnly { destination: "/etc/localtime".into() };
    says(
        &sample,
        &change,
        Format::DockerRun,
        "--mount type=bind,source=/etc/localtime,target=/etc/localtime,readonly",
    );
    let volume =
        &yaml(&snippet(&sample, &change, Format::Compose).unwrap().text)["services"]["web"]["volumes"][0];
    assert_eq!(volume["read_only"].as_bool(), Some(true));
    assert_eq!(volume["target"].as_str(), Some("/etc/localtime"));
}

#[test]
fn a_secret_becomes_a_file_and_the_variable_names_it() {
    let sample = plain().env("POSTGRES_PASSWORD", ValueKind::SecretNamed);
    let change = Change::ReadSecretFromFile { variable: "POSTGRES_PASSWORD".into() };
    let compose = "services:
  web:
    environment:
      POSTGRES_PASSWORD: !reset null
      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password
    secrets:
      - postgres_password
secrets:
  postgres_password:
    file: \"./postgres_password.txt\"
";
    says(&sample, &change, Format::Compose, compose);
    let flags = "--env POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password \\
--mount type=bind,source=./postgres_password.txt,target=/run/secrets/postgres_password,readonly";
    says(&sample, &change, Format::DockerRun, flags);
    let patch = yaml(&snippet(&sample, &change, Format::Kubernetes).unwrap().text);
    let environment = &patch["spec"]["template"]["spec"]["containers"][0]["env"];
    assert_eq!(environment[0]["$patch"].as_str(), Some("delete"));
    assert_eq!(environment[1]["value"].as_str(), Some("/run/secrets/postgres_password"));
    let notes = snippet(&sample, &change, Format::Compose).unwrap().notes;
    assert_eq!(notes, ["Put a new credential into the file: the old one was seen."]);
}

#[test]
fn an_image_is_pinned_where_it_is_named() {
    let reference = format!("nginx@sha256:{}", "1".repeat(64));
    let change = Change::PinImage { reference: reference.clone() };
    let read = yaml(&snippet(&plain(), &change, Format::Compose).unwrap().text);
    assert_eq!(read["services"]["web"]["image"].as_str(), Some(reference.as_str()));
    says(&plain(), &change, Format::DockerRun, &reference);
    takes_away(&plain(), &change, Format::DockerRun, &["nginx:latest"]);
}

#[test]
fn a_health_check_asks_the_port_that_answers() {
    let sample = plain().image(|i| i.exposed_ports = vec!["80/tcp".into()]);
    let expected = "HEALTHCHECK --interval=30s --timeout=5s --retries=3 CMD wget --quiet --spider http://127.0.0.1:80/ || exit 1\n";
    says(&sample, &Change::AddHealthCheck, Format::Dockerfile, expected);
    let words = words(&snippet(&sample, &Change::AddHealthCheck, Format::DockerRun).unwrap().text);
    assert_eq!(words[..2], ["--health-cmd", "wget --quiet --spider http://127.0.0.1:80/ || exit 1"]);
}

#[test]
fn a_database_is_asked_by_its_own_program() {
    let sample = plain().container(|c| c.program = "/usr/local/bin/postgres".into());
    let words = words(&snippet(&sample, &Change::AddHealthCheck, Format::DockerRun).unwrap().text);
    assert_eq!(words[1], "pg_isready --quiet");
}

#[test]
fn a_build_checks_what_it_downloads() {
    let flaw = posture::facts::BuildFlawKind::DownloadPiped;
    let sample = plain().image(|i| i.build_flaws = vec![posture::facts::BuildFlaw { step: 3, kind: flaw }]);
    let snippet = snippet(&sample, &Change::MendBuild { flaw }, Format::Dockerfile).unwrap();
    assert_eq!(snippet.removed, ["RUN curl … | sh"]);
    assert!(snippet.text.contains("sha256sum -c -"));
}

#[test]
fn a_build_argument_becomes_a_secret_of_the_build() {
    let credential =
        Disclosure { place: Place::BuildArgument, name: "NPM_TOKEN".into(), kind: ValueKind::SecretNamed };
    let sample = plain().image(|i| i.disclosures.push(credential.clone()));
    let snippet =
        snippet(&sample, &Change::RemoveBakedCredential { credential }, Format::Dockerfile).unwrap();
    assert_eq!(snippet.removed, ["ARG NPM_TOKEN"]);
    assert_eq!(snippet.text, "RUN --mount=type=secret,id=npm_token test -s /run/secrets/npm_token\n");
}

#[test]
fn devices_of_a_driver_are_no_longer_reserved() {
    let sample = plain().container(|c| {
        c.device_requests = vec![DeviceRequest { driver: "nvidia".into(), capabilities: vec!["gpu".into()] }];
    });
    let change = Change::RemoveDevice { device: "nvidia".into() };
    let compose = "services:\n  web:\n    deploy:\n      resources:\n        reservations:\n          devices: !reset []\n";
    says(&sample, &change, Format::Compose, compose);
}

#[test]
fn an_image_named_by_a_digest_is_renewed_with_a_new_one() {
    let old = hardened().image(|i| i.created_at = None);
    let renewed = snippet(&old, &Change::RenewImage { at: old.now }, Format::DockerRun).unwrap();
    assert_eq!(renewed.text, "--pull always");
    assert_eq!(renewed.notes, ["The image is named by a digest: put the new one in its place."]);
}

#[test]
fn several_changes_are_one_text() {
    let sample = plain();
    let before = Facts::from(sample.subject());
    let after = Change::SetNoNewPrivileges.apply(&read_only().apply(&drop_all().apply(&before)));
    let flags = render(Format::DockerRun, &before, &after, "web").unwrap();
    let expected = "--cap-add NET_BIND_SERVICE \\\n--cap-drop ALL \\\n--security-opt no-new-privileges:true \\\n--read-only \\\n--tmpfs /tmp";
    assert_eq!(flags.text, expected);
    let compose = yaml(&render(Format::Compose, &before, &after, "web").unwrap().text);
    assert_eq!(compose["services"]["web"]["read_only"].as_bool(), Some(true));
    assert_eq!(compose["services"]["web"]["cap_drop"][0].as_str(), Some("ALL"));
}

#[test]
fn nothing_changed_is_nothing_to_copy() {
    let sample = plain();
    let facts = Facts::from(sample.subject());
    assert!(Format::ALL.iter().all(|format| render(*format, &facts, &facts, "web").is_none()));
}

#[test]
fn an_engine_is_set_in_its_file() {
    let sample = hardened_host().host(|h| h.live_restore = Some(false));
    let change = Change::Engine { setting: EngineSetting::LiveRestore };
    let snippet = render_engine(&sample.host, &change.apply_to_host(&sample.host)).unwrap();
    assert_eq!(snippet.text, "{\n  \"live-restore\": true\n}\n");
}

#[test]
fn a_registry_with_a_hostile_name_stays_a_string_of_json() {
    let sample = hardened_host().host(|h| h.insecure_registries = vec!["a".into(), "\"],\u{1}x".into()]);
    let change = Change::Engine { setting: EngineSetting::RemoveInsecureRegistry { registry: "a".into() } };
    let snippet = render_engine(&sample.host, &change.apply_to_host(&sample.host)).unwrap();
    let read: serde_json::Value = serde_json::from_str(&snippet.text).unwrap();
    assert_eq!(read["insecure-registries"], serde_json::json!(["\"],\u{1}x"]));
}

// Names of strangers.

#[test]
fn a_dollar_is_no_variable_of_compose() {
    let sample = plain().bind("/srv/$HOME", "/a").bind("/var/run/docker.sock", "/s");
    let change = Change::RemoveMount { destination: "/s".into() };
    let read = yaml(&snippet(&sample, &change, Format::Compose).unwrap().text);
    assert_eq!(read["services"]["web"]["volumes"][0]["source"].as_str(), Some("/srv/$$HOME"));
}

#[test]
fn a_command_in_a_name_is_not_run() {
    let sample = plain().bind("/etc/localtime", "/x'; touch y; '$(id)`id`\"");
    let change = Change::MountReadOnly { destination: sample.container.mounts[0].destination.clone() };
    let words = words(&snippet(&sample, &change, Format::DockerRun).unwrap().text);
    assert_eq!(words.len(), 2);
    let target = "\"target=/x'; touch y; '$(id)`id`\"\"\"";
    assert_eq!(words[1], format!("type=bind,source=/etc/localtime,{target},readonly"));
}

#[test]
fn a_comma_does_not_end_a_field_of_a_mount() {
    let sample = plain().bind("/etc/localtime", "/a,readonly=false");
    let change = Change::MountReadOnly { destination: "/a,readonly=false".into() };
    let words = words(&snippet(&sample, &change, Format::DockerRun).unwrap().text);
    assert_eq!(words[1], "type=bind,source=/etc/localtime,\"target=/a,readonly=false\",readonly");
}

#[test]
fn what_would_act_on_a_terminal_is_not_offered_for_one() {
    for name in ["/a\u{1b}[2J", "/a\n-v /:/host", "/a\u{202e}b", "/a\rb"] {
        let sample = plain().bind("/etc/localtime", name);
        let change = Change::MountReadOnly { destination: name.into() };
        assert_eq!(snippet(&sample, &change, Format::DockerRun), None, "{name:?}");
        let read = yaml(&snippet(&sample, &change, Format::Compose).unwrap().text);
        assert_eq!(read["services"]["web"]["volumes"][0]["target"].as_str(), Some(name));
    }
}

#[test]
fn a_service_called_like_a_switch_stays_text() {
    for name in ["yes", "null", "1", "~", "a: b", "- x", "# no", "\"", "a\nprivileged: true", "&a", "!x", "%"]
    {
        let text = snippet_named(&plain(), &read_only(), Format::Compose, name).unwrap().text;
        let read = yaml(&text);
        let services = read["services"].as_hash().unwrap();
        assert_eq!(services.front().and_then(|(key, _)| key.as_str()), Some(name), "{text}");
        let patch = yaml(&snippet_named(&plain(), &read_only(), Format::Kubernetes, name).unwrap().text);
        let container = &patch["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(container["name"].as_str(), Some(name));
    }
}

#[test]
fn a_variable_with_a_hostile_name_takes_nothing_else_with_it() {
    let name = "A\": {}\n    privileged: true\n#";
    let sample = plain().env(name, ValueKind::SecretNamed);
    let change = Change::ReadSecretFromFile { variable: name.into() };
    let read = yaml(&snippet(&sample, &change, Format::Compose).unwrap().text);
    assert_eq!(read["services"]["web"].as_hash().unwrap().len(), 2);
    assert_eq!(snippet(&sample, &change, Format::DockerRun), None);
}

/// One line of CSV, as the engine's client reads `--mount`.
fn csv_fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => field.extend(rest.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_path_comes_out_of_the_shell_as_it_went_in(source in "/[ -~é日]{0,20}", target in "/[ -~é日]{0,20}") {
        let sample = plain().bind(&source, &target);
        let change = Change::MountReadOnly { destination: target.clone() };
        let snippet = snippet(&sample, &change, Format::DockerRun).expect("there is no control in it");
        let words = words(&snippet.text);
        prop_assert_eq!(words.len(), 2);
        let expected = ["type=bind".to_owned(), format!("source={source}"), format!("target={target}"), "readonly".to_owned()];
        prop_assert_eq!(csv_fields(&words[1]), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_comes_out_of_yaml_as_it_went_in(name in any::<String>(), path in any::<String>()) {
        let sample = plain().bind("/etc/localtime", &path);
        let change = Change::MountReadOnly { destination: path.clone() };
        let text = snippet_named(&sample, &change, Format::Compose, &name).expect("Compose says it").text;
        let read = YamlLoader::load_from_str(&text).expect("it is YAML").remove(0);
        let services = read["services"].as_hash().expect("a map");
        let (key, service) = services.front().expect("one service");
        prop_assert_eq!(key.as_str(), Some(name.as_str()));
        let target = path.replace('$', "$$");
        prop_assert_eq!(service["volumes"][0]["target"].as_str(), Some(target.as_str()));
    }
}

#[test]
fn two_secrets_that_read_alike_are_two_files() {
    let sample = plain().env("A.TOKEN", ValueKind::SecretNamed).env("A_TOKEN", ValueKind::SecretNamed);
    let before = Facts::from(sample.subject());
    let change = |variable: &str| Change::ReadSecretFromFile { variable: variable.into() };
    let after = change("A_TOKEN").apply(&change("A.TOKEN").apply(&before));
    let flags = render(Format::DockerRun, &before, &after, "web").unwrap().text;
    let targets: Vec<_> = words(&flags).into_iter().filter(|word| word.contains("target=")).collect();
    assert_eq!(targets.len(), 2, "{flags}");
    let target = |word: &str| word.split("target=").nth(1).unwrap().to_owned();
    assert_ne!(target(&targets[0]), target(&targets[1]));
}

#[test]
fn a_secret_of_a_pod_covers_nothing_else() {
    let sample = plain().env("POSTGRES_PASSWORD", ValueKind::SecretNamed);
    let change = Change::ReadSecretFromFile { variable: "POSTGRES_PASSWORD".into() };
    let text = snippet_named(&sample, &change, Format::Kubernetes, "Shop_db").unwrap().text;
    let pod = &yaml(&text)["spec"]["template"]["spec"];
    let mount = &pod["containers"][0]["volumeMounts"][0];
    assert_eq!(mount["mountPath"].as_str(), Some("/run/secrets/postgres_password"));
    assert_eq!(mount["subPath"].as_str(), Some("postgres_password"));
    assert_eq!(pod["volumes"][0]["secret"]["secretName"].as_str(), Some("shop-db"));
}

#[test]
fn a_health_check_that_would_test_nothing_is_not_offered_as_text() {
    let sample = plain().image(|i| i.exposed_ports = vec!["53/udp".into()]);
    assert_eq!(snippet(&sample, &Change::AddHealthCheck, Format::DockerRun), None);
}
