use chrono::{DateTime, TimeDelta, Utc};

use crate::{Chance, HistoryStep, Image};

/// What is known of an image by its repository; the rest is drawn.
struct Known {
    repository: &'static str,
    user: &'static str,
    port: &'static str,
    volume: &'static str,
    entrypoint: &'static [&'static str],
    command: &'static [&'static str],
    env: &'static [&'static str],
}

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const KNOWN: [Known; 6] = [
    Known {
        repository: "nginx",
        user: "",
        port: "80/tcp",
        volume: "",
        entrypoint: &["/docker-entrypoint.sh"],
        command: &["nginx", "-g", "daemon off;"],
        env: &["NGINX_VERSION=1.27.3", "PKG_RELEASE=1~bookworm"],
    },
    Known {
        repository: "postgres",
        user: "",
        port: "5432/tcp",
        volume: "/var/lib/postgresql/data",
        entrypoint: &["docker-entrypoint.sh"],
        command: &["postgres"],
        env: &["GOSU_VERSION=1.17", "LANG=en_US.utf8", "PG_MAJOR=16", "PGDATA=/var/lib/postgresql/data"],
    },
    Known {
        repository: "redis",
        user: "",
        port: "6379/tcp",
        volume: "/data",
        entrypoint: &["docker-entrypoint.sh"],
        command: &["redis-server"],
        env: &["REDIS_VERSION=7.4.1", "REDIS_DOWNLOAD_SHA=bc34b878eb89421bbfca6fa78752343bf37af312"],
    },
    Known {
        repository: "rabbitmq",
        user: "",
        port: "5672/tcp",
        volume: "/var/lib/rabbitmq",
        entrypoint: &["docker-entrypoint.sh"],
        command: &["rabbitmq-server"],
        env: &["RABBITMQ_VERSION=3.13.7", "RABBITMQ_PGP_KEY_ID=0x0A9AF2115F4687BD29803A206B73A36E6026DFCA"],
    },
    Known {
        repository: "traefik",
        user: "",
        port: "80/tcp",
        volume: "",
        entrypoint: &["/entrypoint.sh"],
        command: &["traefik"],
        env: &[],
    },
    Known {
        repository: "quay.io/prometheus/node-exporter",
        user: "nobody",
        port: "9100/tcp",
        volume: "",
        entrypoint: &["/bin/node_exporter"],
        command: &[],
        env: &[],
    },
];

const UNKNOWN: Known = Known {
    repository: "",
    user: "",
    port: "8080/tcp",
    volume: "",
    entrypoint: &[],
    command: &["/usr/local/bin/server"],
    env: &[],
};

/// The image that `reference` (`repository[:tag][@digest]`) names, up to 400 days old.
///
/// Pulled, so with a digest, unless its name has neither registry nor tag: such a one was built on the host.
pub fn image(reference: &str, now: DateTime<Utc>, chance: &mut Chance) -> Image {
    let (name, digest) =
        reference.split_once('@').map_or((reference, None), |(name, digest)| (name, Some(digest)));
    let (repository, tag) = split_tag(name);
    let known = KNOWN.iter().find(|known| known.repository == repository).unwrap_or(&UNKNOWN);
    let digest = digest.map_or_else(|| format!("sha256:{}", chance.hex(64)), String::from);
    let built_here = repository.starts_with("acme/");
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let present = |word: &str| if word.is_empty() { Vec::new() } else { vec![word.to_owned()] };
    Image {
        id: format!("sha256:{}", chance.hex(64)),
        tags: if reference.contains('@') { Vec::new() } else { vec![format!("{repository}:{tag}")] },
        digests: if built_here { Vec::new() } else { vec![format!("{repository}@{digest}")] },
        created_at: now - TimeDelta::minutes(chance.below(400 * 24 * 60).cast_signed()),
        size_bytes: (20 << 20) + chance.below(900 << 20),
        user: known.user.into(),
        env: std::iter::once(PATH.to_owned()).chain(words(known.env)).collect(),
        entrypoint: words(known.entrypoint),
        command: words(known.command),
        exposed_ports: present(known.port),
        volumes: present(known.volume),
        health_check: false,
        history: history(known, chance),
    }
}

/// Repository and tag; a colon before the last slash is a port.
fn split_tag(name: &str) -> (&str, &str) {
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, "latest"),
    }
}

fn history(known: &Known, chance: &mut Chance) -> Vec<HistoryStep> {
    let base = format!("/bin/sh -c #(nop) ADD file:{} in / ", chance.hex(64));
    let command = format!("CMD {:?}", known.command);
    let steps = [
        (base, 74 << 20),
        ("ENV LANG=C.UTF-8".into(), 0),
        ("RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates # buildkit".into(), 9 << 20),
        ("COPY docker-entrypoint.sh / # buildkit".into(), 1620),
        (command, 0),
    ];
    steps.into_iter().map(|(created_by, size_bytes)| HistoryStep { created_by, size_bytes }).collect()
}
