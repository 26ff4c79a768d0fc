//! Nothing of a value comes out: canaries in every field that is not kept, secrets in each that is.

mod credential;

use credential::{base62_checked, random};
use intake::IngestKey;
use intake::engine::{read_container, read_image};
use posture::facts::Disclosure;

/// Every window of six characters of every canary is looked for.
fn assert_absent(output: &str, canaries: &[String]) {
    for canary in canaries {
        for window in canary.as_bytes().windows(6) {
            let window = str::from_utf8(window).expect("canaries are ascii");
            assert!(!output.contains(window), "{window} of a canary came out:\n{output}");
        }
    }
}

fn canaries<const N: usize>() -> [String; N] {
    std::array::from_fn(|seed| random(seed as u64 + 100, 24))
}

#[test]
fn no_value_of_a_container_comes_out_of_the_fields_that_are_not_kept() {
    let planted: [String; 14] = canaries();
    let [
        neutral,
        password,
        url,
        json,
        argument,
        option,
        entry,
        health,
        label,
        hostname,
        log,
        option_value,
        colon,
        bare,
    ] = &planted;
    let document = serde_json::json!({
        "Id": "c1", "Name": "/web", "Image": "sha256:01", "Path": "sh", "Args": ["-c", argument],
        "State": {"Status": "running", "StartedAt": "2026-11-20T10:00:00Z",
            "Health": {"Status": "healthy", "Log": [{"Output": log}]}},
        "Config": {
            "Image": "shop/web:1",
            "Hostname": hostname,
            "Env": [
                format!("THING={neutral}"), format!("DB_PASSWORD={password}"),
                format!("DATABASE_URL=postgres://u:{url}@db/x"), format!("CONFIG={{\"password\":\"{json}\"}}"),
                format!("ADMIN_PASSWORD:{colon}=="), format!("ROOT_PASSWORD {bare}"),
            ],
            "Entrypoint": ["/bin/entry", entry],
            "Cmd": [format!("--token={option}"), argument],
            "Healthcheck": {"Test": ["CMD", "check", health]},
            "Labels": {"acme.note": label},
        },
        "HostConfig": {"LogConfig": {"Config": {"token": option_value}}},
    });
    let reading =
        read_container(document.to_string().as_bytes(), None, &IngestKey::new([9; 32])).expect("read");
    let json = serde_json::to_string(&(&reading.facts, &reading.runtime, &reading.fingerprints))
        .expect("serialises");
    assert_absent(&format!("{reading:?}{json}"), &planted);
    assert_eq!(reading.fingerprints.len(), 6, "of each secret: {:?}", reading.fingerprints);
    assert_eq!(reading.facts.disclosures.len(), 1, "the option: {:?}", reading.facts.disclosures);
}

#[test]
fn a_secret_in_a_field_that_is_kept_is_withheld() {
    let planted: Vec<String> = (0..14).map(|seed| base62_checked("ghp_", seed)).collect();
    let [
        name,
        image,
        user,
        capability,
        mount,
        volume,
        network,
        device,
        sysctl,
        key,
        project,
        program,
        variable,
        group,
    ] = planted.as_slice()
    else {
        unreachable!("fourteen were made");
    };
    let document = serde_json::json!({
        "Id": "c1", "Name": name, "Image": image, "State": {"Status": "created"},
        "Config": {
            "Image": image, "User": user, "Env": [format!("{variable}=1")], "Entrypoint": [program],
            "Labels": {key: "x", "com.docker.compose.project": project},
        },
        "HostConfig": {
            "CapAdd": [capability], "Tmpfs": {mount: ""}, "VolumesFrom": [volume], "GroupAdd": [group],
            "Devices": [{"PathOnHost": device, "PathInContainer": device, "CgroupPermissions": "rwm"}],
            "Sysctls": {"kernel.domainname": sysctl},
        },
        "NetworkSettings": {"Networks": {network: {}}},
    });
    let reading =
        read_container(document.to_string().as_bytes(), None, &IngestKey::new([9; 32])).expect("read");
    let json = serde_json::to_string(&(&reading.facts, &reading.runtime)).expect("serialises");
    let upper: Vec<String> = planted.iter().map(|token| token.to_uppercase()).collect();
    let bodies = |tokens: &[String]| tokens.iter().map(|token| token[4..].to_owned()).collect::<Vec<_>>();
    assert_absent(&format!("{reading:?}{json}"), &bodies(&planted));
    assert_absent(&format!("{reading:?}{json}"), &bodies(&upper));
}

#[test]
fn no_value_of_an_image_comes_out() {
    let planted: [String; 5] = canaries();
    let [variable, command, label, history, argument] = &planted;
    let inspect = serde_json::json!({
        "Id": "sha256:01", "RepoTags": ["shop/web:1"], "Created": "2026-11-20T10:00:00Z",
        "Config": {
            "Env": [format!("THING={variable}")], "Cmd": ["sh", "-c", command], "Labels": {"acme.note": label},
            "Healthcheck": {"Test": ["CMD-SHELL", command]},
        },
    });
    let entries = serde_json::json!([
        {"CreatedBy": format!("ENV THING={history}")},
        {"CreatedBy": format!("|1 TOKEN={argument} /bin/sh -c make {argument}")},
    ]);
    let key = IngestKey::new([9; 32]);
    let reading =
        read_image(inspect.to_string().as_bytes(), Some(entries.to_string().as_bytes()), &key).expect("read");
    let json = serde_json::to_string(&reading.facts).expect("serialises");
    assert_absent(&format!("{reading:?}{json}"), &planted);
    assert_eq!(reading.facts.history, Some(vec!["RUN".to_owned(), "ENV".to_owned()]));
}

/// Every field of the engine's answer that facts have no use for, and every part of those that they use that is not kept.
#[test]
fn nothing_comes_out_of_the_fields_that_nobody_needs() {
    let planted: [String; 44] = canaries();
    let mut next = planted.iter();
    let mut canary = || next.next().expect("enough were made").as_str();
    let document = serde_json::json!({
        "Id": "c1", "Name": "/web", "Image": "sha256:01", "Path": "sh", "Args": ["-c", canary()],
        "ResolvConfPath": canary(), "HostnamePath": canary(), "HostsPath": canary(), "LogPath": canary(),
        "MountLabel": canary(), "ProcessLabel": canary(), "ExecIDs": [canary()],
        "GraphDriver": {"Name": "overlay2", "Data": {"MergedDir": canary()}},
        "State": {
            "Status": "exited", "Error": canary(),
            "Health": {"Status": "healthy", "Log": [{"Output": canary()}]},
        },
        "Config": {
            "Image": "shop/web:1", "Hostname": canary(), "Domainname": canary(), "WorkingDir": canary(),
            "MacAddress": canary(), "OnBuild": [canary()], "Shell": [canary()], "StopSignal": canary(),
            "Env": [format!("THING={}", canary())],
            "Entrypoint": ["/bin/entry", canary()], "Cmd": ["run", canary()],
            "Healthcheck": {"Test": ["CMD-SHELL", format!("check {}", canary())]},
            "Labels": {"acme.note": canary(), "org.opencontainers.image.description": canary()},
        },
        "HostConfig": {
            "ContainerIDFile": canary(), "VolumeDriver": canary(), "Isolation": canary(),
            "LogConfig": {"Type": "splunk", "Config": {"splunk-token": canary(), "tag": canary()}},
            "Annotations": {"acme": canary()}, "StorageOpt": {"size": canary()},
            "Dns": [canary()], "DnsSearch": [canary()], "ExtraHosts": [canary()], "Links": [canary()],
            "SecurityOpt": [format!("seccomp={{\"names\":[\"{}\"]}}", canary())],
            "Mounts": [{"Type": "volume", "Source": "v", "Target": "/v", "VolumeOptions": {
                "Labels": {"a": canary()},
                "DriverConfig": {"Name": "local", "Options": {"o": format!("username=u,password={}", canary())}},
            }}],
        },
        "NetworkSettings": {
            "SandboxKey": canary(), "Networks": {"shop": {"Aliases": [canary()], "DNSNames": [canary()]}},
        },
    });
    let reading =
        read_container(document.to_string().as_bytes(), None, &IngestKey::new([9; 32])).expect("read");
    let json = serde_json::to_string(&(&reading.facts, &reading.runtime, &reading.fingerprints))
        .expect("serialises");
    assert_absent(&format!("{reading:?}{json}"), &planted);
}

/// Secrets this time, in every place where they are looked for: all are found, and none comes out.
#[test]
fn a_secret_that_is_found_in_any_place_is_told_by_name_and_kind_alone() {
    let planted: [String; 9] = canaries();
    let [command, entrypoint, shell, check, label, hash, url, array, other] = &planted;
    let document = serde_json::json!({
        "Id": "c1", "Name": "/web", "Image": "sha256:01", "State": {"Status": "running"}, "HostConfig": {},
        "Config": {
            "Image": "shop/web:1",
            "Entrypoint": ["/bin/entry", format!("--db-password={entrypoint}")],
            "Cmd": [
                "--token", command, "--dsn", format!("postgres://u:{url}@db/x"),
                format!("{{\"password\": \"{array}\"}}"), format!("API_TOKEN={other}"),
            ],
            "Healthcheck": {"Test": ["CMD-SHELL", format!("redis-cli -a {check} ping; curl -u a:{shell} localhost")]},
            "Labels": {"acme.api-token": label, "proxy.users": format!("bob:$apr1${}${}", &hash[..8], &hash[..22])},
        },
    });
    let reading =
        read_container(document.to_string().as_bytes(), None, &IngestKey::new([9; 32])).expect("read");
    let json = serde_json::to_string(&(&reading.facts, &reading.runtime, &reading.fingerprints))
        .expect("serialises");
    assert_absent(&format!("{reading:?}{json}"), &planted);
    let subjects: Vec<String> = reading.facts.disclosures.iter().map(Disclosure::subject).collect();
    assert_eq!(
        subjects,
        [
            "command",
            "command --dsn",
            "command --token",
            "command API_TOKEN",
            "entrypoint --db-password",
            "health check -a",
            "health check -u",
            "label acme.api-token",
            "label proxy.users",
        ]
    );
    assert_eq!(reading.fingerprints.len(), 8, "of all but the hash: {:?}", reading.fingerprints);
}

#[test]
fn a_secret_of_a_build_is_told_by_name_and_kind_alone() {
    let planted: [String; 6] = canaries();
    let [argument, default, run, env, add, kept_env] = &planted;
    let inspect = serde_json::json!({
        "Id": "sha256:01", "RepoTags": ["shop/web:1"], "Created": "2026-11-20T10:00:00Z",
        "Config": {"Env": [format!("B_TOKEN={kept_env}")]},
    });
    let entries = serde_json::json!([
        {"CreatedBy": format!("ENV B_TOKEN={kept_env}")},
        {"CreatedBy": format!("ENV A_TOKEN={env}")},
        {"CreatedBy": format!("ADD https://bob:{add}@example.net/x /x # buildkit")},
        {"CreatedBy": format!("RUN |1 NPM_TOKEN={argument} /bin/sh -c npm ci # buildkit")},
        {"CreatedBy": format!("/bin/sh -c mysql -uroot -p{run} -e 'select 1'")},
        {"CreatedBy": format!("ARG DB_PASSWORD={default}")},
    ]);
    let key = IngestKey::new([9; 32]);
    let reading =
        read_image(inspect.to_string().as_bytes(), Some(entries.to_string().as_bytes()), &key).expect("read");
    let json = serde_json::to_string(&(&reading.facts, &reading.fingerprints)).expect("serialises");
    assert_absent(&format!("{reading:?}{json}"), &planted);
    let subjects: Vec<String> = reading.facts.disclosures.iter().map(Disclosure::subject).collect();
    assert_eq!(
        subjects,
        [
            "build history ADD",
            "build history A_TOKEN",
            "build history RUN",
            "build argument DB_PASSWORD",
            "build argument NPM_TOKEN",
        ]
    );
}

#[test]
fn an_error_names_the_place_and_not_the_value() {
    let planted: [String; 1] = canaries();
    let document = serde_json::json!({"Id": "c1", "Config": {"Env": planted[0]}});
    let error =
        read_container(document.to_string().as_bytes(), None, &IngestKey::new([9; 32])).expect_err("no list");
    assert_absent(&format!("{error} {error:?}"), &planted);
    assert_eq!(
        error.to_string(),
        "the inspection of a container holds something else than the engine API describes at Config.Env"
    );
}

#[test]
fn what_could_be_guessed_has_no_fingerprint_wherever_it_stands() {
    for variable in [
        "A=postgres://u:48213977@db",
        "A=postgres://app:shopdb@db/shopdb",
        "A=postgres://app:kestrel1x@kestrel1x:5432/shop",
        "A=mongodb://app:webshop9@db/?ssl=true",
        "A=Server=db;Database=shopdb;User Id=sa;Password=shopdb",
        "A=redis-cli -a webshop9 ping",
        r#"A={"db":{"password":"webshop9"}}"#,
    ] {
        let document = serde_json::json!({
            "Id": "c1", "Name": "/webshop9", "State": {}, "HostConfig": {}, "Config": {"Env": [variable]},
        });
        let reading = read_container(document.to_string().as_bytes(), None, &IngestKey::new([9; 32]));
        let reading = reading.expect("read");
        assert_eq!(reading.fingerprints, [], "{variable}");
        assert_ne!(reading.facts.environment[0].kind, posture::facts::ValueKind::Plain, "{variable}");
    }
}

#[test]
fn weak_values_have_no_fingerprint_and_equal_secrets_have_the_same() {
    let document = |password: &str| {
        serde_json::json!({
            "Id": "c1", "State": {}, "HostConfig": {},
            "Config": {"Env": [format!("DB_PASSWORD={password}"), format!("DATABASE_URL=postgres://u:{password}@db/x")]},
        })
        .to_string()
    };
    let fingerprints = |password: &str| {
        read_container(document(password).as_bytes(), None, &IngestKey::new([9; 32]))
            .expect("read")
            .fingerprints
    };
    assert_eq!(fingerprints("changeme"), []);
    let strong = fingerprints(&random(1, 20));
    assert_eq!(strong.len(), 2);
    assert_eq!(strong[0].1, strong[1].1, "the password in the URL is the password in the variable");
}
