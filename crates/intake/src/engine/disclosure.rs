use std::collections::BTreeSet;

use posture::facts::{Disclosure, Place};

use super::kept::kept;
use super::raw::{HealthCheck, List, OneOrMany, Pairs, Text};
use crate::fingerprint::Purpose;
use crate::secret::{self, Neighbours};
use crate::{Fingerprint, IngestKey};

/// More than any honest container has, repetitions included.
const MAX_SECRETS: usize = 1024;

/// Collects what is found outside the environment.
pub(super) struct Disclosures<'k> {
    found: BTreeSet<Disclosure>,
    recorded: usize,
    fingerprints: Vec<(String, Fingerprint)>,
    neighbours: &'k Neighbours<'k>,
    key: &'k IngestKey,
}

impl<'k> Disclosures<'k> {
    pub fn new(neighbours: &'k Neighbours<'k>, key: &'k IngestKey) -> Self {
        Self { found: BTreeSet::new(), recorded: 0, fingerprints: Vec::new(), neighbours, key }
    }

    pub fn entrypoint_and_command(
        &mut self,
        entrypoint: Option<&OneOrMany<'_>>,
        command: Option<&OneOrMany<'_>>,
    ) {
        self.command(Place::Entrypoint, words(entrypoint));
        self.command(Place::Command, words(command));
    }

    /// `["CMD", …]` and `["CMD-SHELL", "…"]`.
    pub fn health_check(&mut self, check: Option<&HealthCheck<'_>>) {
        let test = check.and_then(|check| check.test.as_ref()).map(List::as_slice).unwrap_or_default();
        self.command(Place::HealthCheck, test.get(1..).unwrap_or_default().iter().map(Text::expose));
    }

    pub fn labels(&mut self, labels: Option<&Pairs<'_, Option<Text<'_>>>>) {
        for (key, value) in labels.map(Pairs::as_slice).unwrap_or_default() {
            if let Some(value) = value {
                self.value(Place::Label, key.expose(), value.expose());
            }
        }
    }

    /// A value under a name of its own.
    pub fn value(&mut self, place: Place, name: &str, value: &str) {
        let verdict = secret::judge(name, value, self.neighbours);
        self.record(place, name, verdict);
    }

    pub fn command<'v>(&mut self, place: Place, arguments: impl Iterator<Item = &'v str>) {
        for (name, verdict) in secret::secrets(arguments, self.neighbours) {
            self.record(place, name, verdict);
        }
    }

    /// A command in a place whose parts have no names.
    pub fn text(&mut self, place: Place, name: &str, text: &str) {
        for (_, verdict) in secret::secrets(std::iter::once(text), self.neighbours) {
            self.record(place, name, verdict);
        }
    }

    /// Sorted, and of each secret the fingerprint by its subject.
    pub fn into_parts(self) -> (Vec<Disclosure>, Vec<(String, Fingerprint)>) {
        (self.found.into_iter().collect(), self.fingerprints)
    }

    fn record(&mut self, place: Place, name: &str, verdict: secret::Verdict<'_>) {
        if !secret::is_loud(verdict.kind) || self.recorded == MAX_SECRETS {
            return;
        }
        self.recorded += 1;
        let disclosure = Disclosure { place, name: kept(name), kind: verdict.kind };
        if let Some(secret) = verdict.secret {
            let fingerprint = self.key.fingerprint(Purpose::Secret, [secret]);
            self.fingerprints.push((disclosure.subject(), fingerprint));
        }
        self.found.insert(disclosure);
    }
}

fn words<'c>(words: Option<&'c OneOrMany<'_>>) -> impl Iterator<Item = &'c str> {
    words.map(OneOrMany::as_slice).unwrap_or_default().iter().map(Text::expose)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(disclosures: Disclosures<'_>) -> Vec<String> {
        let (found, _) = disclosures.into_parts();
        found.iter().map(|one| format!("{} {:?}", one.subject(), one.kind)).collect()
    }

    #[track_caller]
    fn command(words: &[&str], expected: &[&str]) {
        let key = IngestKey::new([1; 32]);
        let neighbours = Neighbours::NONE;
        let mut disclosures = Disclosures::new(&neighbours, &key);
        disclosures.command(Place::Command, words.iter().copied());
        assert_eq!(shown(disclosures), expected, "{words:?}");
    }

    #[test]
    fn a_password_is_found_behind_the_flag_that_it_follows() {
        command(&["redis-server", "--requirepass", "k8Rt2mQzLw9x"], &["command --requirepass SecretNamed"]);
        command(&["app", "--db-password=k8Rt2mQzLw9x"], &["command --db-password SecretNamed"]);
        command(&["app", "--token", "k8Rt2mQzLw9x", "--port", "80"], &["command --token SecretNamed"]);
        command(&["env", "DB_PASSWORD=k8Rt2mQzLw9x", "app"], &["command DB_PASSWORD SecretNamed"]);
        command(&["redis-server", "--requirepass", "changeme"], &["command --requirepass WeakPassword"]);
    }

    #[test]
    fn one_letter_options_are_known_by_their_program() {
        command(&["redis-cli", "-a", "k8Rt2mQzLw9x", "ping"], &["command -a SecretNamed"]);
        command(&["mysqladmin", "ping", "-uroot", "-pk8Rt2mQzLw9x"], &["command -p SecretNamed"]);
        command(&["curl", "-u", "elastic:k8Rt2mQzLw9x", "localhost:9200"], &["command -u SecretNamed"]);
        command(&["tar", "-a", "k8Rt2mQzLw9x"], &[]);
    }

    #[test]
    fn a_string_for_a_shell_is_taken_apart() {
        command(&["sh", "-c", "redis-cli -a k8Rt2mQzLw9x ping | grep PONG"], &["command -a SecretNamed"]);
        command(
            &["sh", "-c", "export API_TOKEN='k8Rt2mQzLw9x' && exec app --dsn postgres://u:w7Zt4nBvQk2r@db/x"],
            &["command --dsn UrlCredential", "command API_TOKEN SecretNamed"],
        );
    }

    #[test]
    fn what_a_shell_puts_in_is_no_literal() {
        for text in [
            "redis-cli -a $REDIS_PASSWORD ping",
            "redis-cli -a \"$$REDIS_PASSWORD\" ping",
            "mysqladmin ping -p${MYSQL_ROOT_PASSWORD}",
            "mysqladmin ping -p\"$MYSQL_ROOT_PASSWORD\"",
            "mysqladmin ping --password=$$(cat /run/secrets/root)",
            "curl -u elastic:${ELASTIC_PASSWORD} https://localhost:9200",
            "curl -H \"Authorization: Bearer $ACCESS_TOKEN_1\" http://localhost",
            "app --password-file /run/secrets/db --token-ttl 3600 --secret-name db",
        ] {
            command(&["sh", "-c", text], &[]);
        }
        command(&["app", "--requirepass", "$REDIS_PASSWORD"], &[]);
    }

    #[test]
    fn ordinary_commands_are_quiet() {
        for words in [
            &["docker-entrypoint.sh", "postgres", "-c", "max_connections=200"][..],
            &["nginx", "-g", "daemon off;"],
            &["mysqld", "--default-authentication-plugin=mysql_native_password", "--skip-name-resolve"],
            &["traefik", "--providers.docker=true", "--entrypoints.web.address=:80", "--api.insecure=true"],
            &[
                "prometheus",
                "--config.file=/etc/prometheus/prometheus.yml",
                "--storage.tsdb.path=/prometheus",
            ],
            &["minio", "server", "--console-address", ":9001", "/data"],
            &["pg_isready", "-U", "postgres", "-d", "app"],
            &["curl", "-f", "http://localhost:8080/health"],
            &["wget", "--spider", "-q", "http://localhost/-/healthy"],
            &["etcd", "--initial-cluster-token=etcd-cluster-1", "--initial-cluster-state=new"],
            &[
                "keycloak",
                "start-dev",
                "--http-relative-path",
                "/auth",
                "--spi-login-protocol-openid-connect-legacy-logout-redirect-uri=true",
            ],
        ] {
            command(words, &[]);
        }
    }

    #[track_caller]
    fn label(key: &str, value: &str, expected: &[&str]) {
        let ingest = IngestKey::new([1; 32]);
        let neighbours = Neighbours::NONE;
        let mut disclosures = Disclosures::new(&neighbours, &ingest);
        disclosures.value(Place::Label, key, value);
        assert_eq!(shown(disclosures), expected, "{key}={value}");
    }

    #[test]
    fn a_label_is_judged_like_a_variable() {
        label("acme.api-token", "k8Rt2mQzLw9x", &["label acme.api-token SecretNamed"]);
        label("acme.dsn", "postgres://u:w7Zt4nBvQk2r@db/x", &["label acme.dsn UrlCredential"]);
        let users = "traefik.http.middlewares.auth.basicauth.users";
        let hash = "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/";
        label(users, hash, &[&format!("label {users} PasswordHash")]);
    }

    #[test]
    fn labels_that_tools_write_are_quiet() {
        for (key, value) in [
            (
                "com.docker.compose.config-hash",
                "0f5a3b1c7d2e4f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd",
            ),
            ("com.docker.compose.project.working_dir", "/home/ada/shop"),
            ("com.docker.compose.version", "2.29.7"),
            ("maintainer", "NGINX Docker Maintainers <docker-maint@nginx.com>"),
            ("org.opencontainers.image.revision", "9fceb02d0ae598e95dc970b74767f19372d61af8"),
            ("org.opencontainers.image.source", "https://github.com/acme/api"),
            ("org.opencontainers.image.created", "2026-10-02T00:00:00Z"),
            ("traefik.http.routers.web.rule", "Host(`shop.example.net`) && PathPrefix(`/auth`)"),
            ("traefik.http.routers.web.tls.certresolver", "le"),
            ("traefik.http.middlewares.auth.forwardauth.authResponseHeaders", "X-Auth-User, X-Secret"),
            ("traefik.http.services.web.loadbalancer.passhostheader", "true"),
            ("io.kubernetes.container.hash", "4f6b21f8"),
            ("io.kubernetes.pod.uid", "2f8f1b0e-3a41-4c5d-9d3b-0d4a1c2b3e4f"),
            ("com.centurylinklabs.watchtower.enable", "true"),
            ("autoheal", "true"),
        ] {
            label(key, value, &[]);
        }
    }
}
