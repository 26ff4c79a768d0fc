//! Words of variable names. Every table is sorted.

/// The password is chosen by whoever runs the container.
pub(super) const PASSWORD: [&str; 17] = [
    "contrasena", "kennwort", "mdp", "motdepasse", "pass", "passcode", "passphrase", "passwd", "password",
    "passwort", "psk", "psw", "pswd", "pw", "pwd", "requirepass", "senha",
];
/// Before a short word that is joined to it: `DBPASS`, `rootpw`.
pub(super) const BEFORE_PASS: [&str; 27] = [
    "admin", "auth", "bind", "broker", "client", "db", "email", "ftp", "git", "http", "ldap", "login",
    "mail", "mqtt", "my", "mysql", "pg", "postgres", "redis", "root", "sa", "smtp", "sql", "ssh", "sudo",
    "user", "vnc",
];
/// Words that only end like a password.
pub(super) const NO_PASS: [&str; 8] = [
    "bypass", "compass", "encompass", "overpass", "rosenpass", "surpass", "trespass", "underpass",
];
pub(super) const SECRET: [&str; 6] = [
    "mnemonic", "pepper", "salt", "secret", "secretkeybase", "seedphrase",
];
/// Given out by somebody else.
pub(super) const TOKEN: [&str; 9] = [
    "cred", "credential", "creds", "pat", "sas", "sastoken", "token", "usertoken", "webhooksecret",
];
pub(super) const LOGIN: [&str; 5] = [
    "auth", "basicauth", "login", "superuser", "userpass",
];

/// Before `key`: keys that whoever runs the container makes up.
pub(super) const SECRET_KEY: [&str; 36] = [
    "aes", "app", "application", "cipher", "cookie", "crypt", "crypto", "csrf", "decryption", "enc",
    "encrypt", "encryption", "fernet", "hash", "hmac", "in", "jwe", "jwt", "loggedin", "master", "nonce",
    "password", "preshared", "priv", "private", "salt", "secret", "secure", "security", "session", "shared",
    "sign", "signature", "signing", "symmetric", "vault",
];
/// Before `key`: keys that a service gives out.
pub(super) const TOKEN_KEY: [&str; 28] = [
    "access", "account", "admin", "api", "auth", "authentication", "bot", "deploy", "ingest", "ingestion",
    "integration", "licence", "license", "mailgun", "openai", "postmark", "push", "role", "sendgrid",
    "server", "service", "storage", "stripe", "subscription", "token", "unseal", "user", "webhook",
];
/// Before `key`: meant to be seen.
pub(super) const PUBLIC_KEY: [&str; 15] = [
    "anonymous", "apt", "authorized", "foreign", "gpg", "host", "partition", "pgp", "pub", "public",
    "publishable", "release", "repo", "site", "sort",
];
/// Nothing secret ends in these.
pub(super) const PUBLIC: [&str; 31] = [
    "arn", "ca", "cert", "certificate", "certs", "checksum", "checksums", "commit", "crt", "digest",
    "fingerprint", "fingerprints", "guid", "id", "identifier", "ids", "keyid", "md5", "pub", "pubkey",
    "rev", "revision", "sha", "sha1", "sha224", "sha256", "sha384", "sha512", "sum", "uuid", "version",
];
/// After the word that counts: `API_KEY_2`, `DB_PASSWORD_PROD`, `CREDENTIALS_JSON`.
pub(super) const DECORATION: [&str; 29] = [
    "b64", "base64", "current", "default", "dev", "development", "encoded", "hex", "json", "live", "new",
    "old", "plain", "plaintext", "prev", "previous", "primary", "prod", "production", "raw", "secondary",
    "staging", "string", "test", "text", "v1", "v2", "v3", "value",
];
/// Last words of names whose value is no secret though a word before says so: `SECRET_NAME`, `TOKEN_URL`.
pub(super) const POINTER: [&str; 16] = [
    "algorithm", "alias", "endpoint", "field", "header", "host", "hostname", "issuer", "label", "name", "namespace",
    "prefix", "region", "type", "uri", "url",
];
/// Before a password, these make a question of it: `USE_PASSWORD`, `MYSQL_ONETIME_PASSWORD`.
pub(super) const FLAG: [&str; 24] = [
    "auto", "change", "empty", "encrypt", "force", "forgot", "generate", "has", "hide", "is", "needs", "no", "onetime",
    "remember", "save", "send", "show", "skip", "store", "update", "use", "verify", "with", "without",
];
/// Names that measure, count or switch.
pub(super) const MEASURE: [&str; 40] = [
    "age", "allow", "allowed", "attempts", "bytes", "count", "days", "disable", "disabled", "duration",
    "enable", "enabled", "expiration", "expire", "expires", "expiry", "hours", "interval", "length",
    "lifetime", "limit", "max", "maximum", "min", "minimum", "minutes", "num", "policy", "random",
    "refresh", "require", "required", "reset", "retries", "rotate", "seconds", "size", "timeout", "ttl",
    "validity",
];
/// Whose value a careless password repeats.
pub(super) const IDENTITY: [&str; 16] = [
    "account", "admin", "database", "db", "dbname", "email", "host", "hostname", "login", "mail", "name",
    "role", "service", "user", "username", "vhost",
];

pub(super) fn is_in(table: &[&str], word: &[u8]) -> bool {
    table.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        let tables: [&[&str]; 15] = [
            &BEFORE_PASS, &DECORATION, &FLAG, &IDENTITY, &LOGIN, &MEASURE, &NO_PASS, &PASSWORD, &POINTER, &PUBLIC, &PUBLIC_KEY,
            &SECRET, &SECRET_KEY, &TOKEN, &TOKEN_KEY,
        ];
        for table in tables {
            assert!(table.is_sorted(), "{table:?}");
        }
    }
}
