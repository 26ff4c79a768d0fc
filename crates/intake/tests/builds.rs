//! Histories as builds of well-known kinds leave them: what they hide is found, and what they do not hide is not.

use intake::IngestKey;
use intake::engine::read_image;
use posture::facts::{Disclosure, Image};

fn built(steps: &[&str]) -> Image {
    let entries: Vec<_> = steps.iter().rev().map(|step| serde_json::json!({ "CreatedBy": step })).collect();
    let inspect = serde_json::json!({"Id": "sha256:01", "RepoTags": [], "Config": {}}).to_string();
    let history = serde_json::Value::from(entries).to_string();
    let key = IngestKey::new([4; 32]);
    read_image(inspect.as_bytes(), Some(history.as_bytes()), &key).expect("an image").facts
}

/// No credential, and nothing that a rule objects to.
#[track_caller]
fn clean(steps: &[&str]) {
    let image = built(steps);
    assert_eq!(image.disclosures, []);
    assert_eq!(image.build_flaws, []);
}

#[test]
fn a_runtime_that_verifies_what_it_downloads_is_clean() {
    clean(&[
        "/bin/sh -c #(nop) ADD file:7d3f8a1c2b in / ",
        "/bin/sh -c #(nop)  CMD [\"bash\"]",
        "ENV NODE_VERSION=22.9.0",
        "RUN /bin/sh -c ARCH= OPENSSL_ARCH= && dpkgArch=\"$(dpkg --print-architecture)\" && case \"${dpkgArch##*-}\" in amd64) ARCH='x64' OPENSSL_ARCH='linux-x86_64';; *) echo \"unsupported\"; exit 1 ;; esac && set -ex && for key in C0D6248439F1D5604AAFFB4021D900FFDB233756 DD792F5973C6DE52C432CBDAC77ABFA00DDBF2B7; do { gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys \"$key\" && gpg --batch --fingerprint \"$key\"; } || { gpg --batch --keyserver keyserver.ubuntu.com --recv-keys \"$key\" ; } ; done && curl -fsSLO --compressed \"https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-$ARCH.tar.xz\" && grep \" node-v$NODE_VERSION-linux-$ARCH.tar.xz\\$\" SHASUMS256.txt | sha256sum -c - && tar -xJf \"node-v$NODE_VERSION-linux-$ARCH.tar.xz\" -C /usr/local --strip-components=1 # buildkit",
        "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit",
        "ENTRYPOINT [\"docker-entrypoint.sh\"]",
    ]);
}

#[test]
fn an_interpreter_built_from_source_is_clean() {
    clean(&[
        "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
        "ENV PYTHON_SHA256=24887b92e2afd4a2ac602419ad4b596372f67ac9b077190f459aba390faf5550",
        "RUN /bin/sh -c set -eux; savedAptMark=\"$(apt-mark showmanual)\"; apt-get update; apt-get install -y --no-install-recommends dpkg-dev gcc gnupg libssl-dev make wget xz-utils ; wget -O python.tar.xz \"https://www.python.org/ftp/python/${PYTHON_VERSION%%[a-z]*}/Python-$PYTHON_VERSION.tar.xz\"; echo \"$PYTHON_SHA256 *python.tar.xz\" | sha256sum -c -; GNUPGHOME=\"$(mktemp -d)\"; export GNUPGHOME; gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys \"$GPG_KEY\"; ./configure --build=\"$gnuArch\" --enable-loadable-sqlite-extensions --with-lto --with-ensurepip; make -j \"$nproc\" \"EXTRA_CFLAGS=${EXTRA_CFLAGS:-}\" \"LDFLAGS=${LDFLAGS:--Wl},-rpath='\\$\\$ORIGIN/../lib'\" # buildkit",
        "CMD [\"python3\"]",
    ]);
}

#[test]
fn a_server_from_its_own_packages_is_clean() {
    clean(&[
        "RUN /bin/sh -c set -x && groupadd --system --gid 101 nginx && useradd --system --gid nginx --no-create-home --home /nonexistent --comment \"nginx user\" --shell /bin/false --uid 101 nginx && apt-get update && apt-get install --no-install-recommends --no-install-suggests -y gnupg1 ca-certificates && NGINX_GPGKEYS=\"573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62 8540A6F18833A80E9C1653A42FD21310B49F6B46\"; NGINX_GPGKEY_PATH=/etc/apt/keyrings/nginx-archive-keyring.gpg; export GNUPGHOME=\"$(mktemp -d)\"; found=''; for NGINX_GPGKEY in $NGINX_GPGKEYS; do for server in hkp://keyserver.ubuntu.com:80 pgp.mit.edu ; do gpg1 --batch --keyserver \"$server\" --keyserver-options timeout=10 --recv-keys \"$NGINX_GPGKEY\" && found=yes && break; done; done; test -z \"$found\" && echo >&2 \"error: failed to fetch GPG key $NGINX_GPGKEY\" && exit 1; echo \"deb [signed-by=$NGINX_GPGKEY_PATH] https://nginx.org/packages/mainline/debian/ bookworm nginx\" >> /etc/apt/sources.list.d/nginx.list # buildkit",
        "EXPOSE map[80/tcp:{}]",
        "STOPSIGNAL SIGQUIT",
    ]);
}

#[test]
fn a_database_is_clean() {
    clean(&[
        "/bin/sh -c set -eux; groupadd -r postgres --gid=999; useradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres; install --verbose --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql",
        "/bin/sh -c set -ex; key='B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8'; export GNUPGHOME=\"$(mktemp -d)\"; mkdir -p /usr/local/share/keyrings/; gpg --batch --keyserver keyserver.ubuntu.com --recv-keys \"$key\"; gpg --batch --export --armor \"$key\" > /usr/local/share/keyrings/postgres.gpg.asc",
        "/bin/sh -c { echo mysql-community-server mysql-community-server/data-dir select ''; echo mysql-community-server mysql-community-server/root-pass password ''; echo mysql-community-server mysql-community-server/re-root-pass password ''; } | debconf-set-selections && apt-get update && apt-get install -y mysql-community-client=\"${MYSQL_VERSION}\"",
        "/bin/sh -c set -eux; wget -O redis.tar.gz \"$REDIS_DOWNLOAD_URL\"; echo \"$REDIS_DOWNLOAD_SHA *redis.tar.gz\" | sha256sum -c -; grep -E '^ *createBoolConfig[(]\"protected-mode\",.*, *1 *,.*[)],$' /usr/src/redis/src/config.c; sed -ri 's!^( *createBoolConfig[(]\"protected-mode\",.*, *)1( *,.*[)],)$!\\10\\2!' /usr/src/redis/src/config.c",
        "ENV PGDATA=/var/lib/postgresql/data",
        "VOLUME [/var/lib/postgresql/data]",
    ]);
}

#[test]
fn a_build_with_mounted_secrets_and_harmless_arguments_is_clean() {
    clean(&[
        "ARG VERSION=1.2.3",
        "ARG TARGETARCH",
        "ARG NPM_TOKEN",
        "RUN |2 VERSION=1.2.3 TARGETARCH=amd64 /bin/sh -c npm ci --omit=dev # buildkit",
        "RUN --mount=type=secret,id=npm_token /bin/sh -c NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci # buildkit",
        "RUN /bin/sh -c git config --global credential.helper store && pip install --no-cache-dir -r requirements.txt # buildkit",
        "LABEL org.opencontainers.image.revision=9fceb02d0ae598e95dc970b74767f19372d61af8",
        "RUN /bin/sh -c adduser --disabled-password --gecos '' app && passwd -d root && usermod --password '*' app # buildkit",
    ]);
}

#[track_caller]
fn discloses(step: &str, expected: &[&str]) {
    let image = built(&[step]);
    let subjects: Vec<String> = image.disclosures.iter().map(Disclosure::subject).collect();
    assert_eq!(subjects, expected, "{step}");
}

#[test]
fn what_a_build_was_given_is_found() {
    discloses("ARG DB_PASSWORD=w7Zt4nBvQk2r", &["build argument DB_PASSWORD"]);
    discloses("|1 NPM_TOKEN=w7Zt4nBvQk2r /bin/sh -c npm ci", &["build argument NPM_TOKEN"]);
    discloses(
        "RUN /bin/sh -c curl -u bob:w7Zt4nBvQk2r https://example.net/x -o x # buildkit",
        &["build history RUN"],
    );
    discloses(
        "RUN /bin/sh -c git clone https://bob:w7Zt4nBvQk2r@git.example.net/x.git # buildkit",
        &["build history RUN"],
    );
    discloses("RUN /bin/sh -c export API_TOKEN=w7Zt4nBvQk2r && make # buildkit", &["build history RUN"]);
    discloses("ENV DB_PASSWORD=w7Zt4nBvQk2r", &["build history DB_PASSWORD"]);
}

#[test]
fn each_pair_of_one_instruction_is_judged_by_its_own_name() {
    discloses("ENV LANG=C.UTF-8 DB_PASSWORD=w7Zt4nBvQk2r TZ=UTC", &["build history DB_PASSWORD"]);
    discloses("/bin/sh -c #(nop)  ENV HOME=/app API_TOKEN=w7Zt4nBvQk2r", &["build history API_TOKEN"]);
    discloses("ENV A=1 B=2", &[]);
    discloses("ARG VERSION=1 NPM_TOKEN=w7Zt4nBvQk2r", &["build argument NPM_TOKEN"]);
}

#[test]
fn a_step_is_read_through_whatever_shell_the_build_set() {
    let piped = "RUN /bin/bash -euo pipefail -c curl -fsSL https://get.example.net | bash # buildkit";
    assert_eq!(built(&[piped]).build_flaws.len(), 1);
    discloses(
        "RUN |1 NPM_TOKEN=w7Zt4nBvQk2r /bin/ash -eo pipefail -c npm ci # buildkit",
        &["build argument NPM_TOKEN"],
    );
}
