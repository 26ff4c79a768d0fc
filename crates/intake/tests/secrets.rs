//! The detector on names and values as containers have them. Credentials are made here, never pasted.

mod credential;

use credential::{base62_checked, hexadecimal, jwt, random};
use intake::secret::{SecretText, classify};
use posture::facts::CredentialKind::{
    Chat, Cloud, CodeForge, JsonWebToken, Mail, Observability, Other, PackageRegistry, Payment, PrivateKey,
};
use posture::facts::ValueKind::{
    self, Credential, EmptyPasswordAllowed, HighEntropy, PasswordHash, Placeholder, Plain,
    PlainEngineEndpoint, Reference, SecretNamed, UrlCredential, WeakPassword,
};

fn kind(name: &str, value: &str) -> ValueKind {
    classify(name, &SecretText::from(value))
}

/// Each line is `NAME=value`.
#[track_caller]
fn all_are(expected: ValueKind, variables: &[&str]) {
    for variable in variables {
        let (name, value) = variable.split_once('=').expect("NAME=value");
        assert_eq!(kind(name, value), expected, "{variable}");
    }
}

#[test]
fn a_value_that_says_where_the_secret_is_instead_of_what_it_is_is_a_reference() {
    all_are(
        Reference,
        &[
            "DB_PASSWORD=${DB_PASSWORD}",
            "DB_PASSWORD=vault:secret/data/db#password",
            "DB_PASSWORD=bao:secret/data/db#password",
            "DB_PASSWORD=op://shop/db/password",
            "DB_PASSWORD=ref+awsssm://shop/db",
            "DB_PASSWORD=arn:aws:secretsmanager:eu-west-1:000000000000:secret:db",
            "DB_PASSWORD=arn:aws:ssm:eu-west-1:000000000000:parameter/db",
            "DB_PASSWORD=gcp-sm://shop/db",
            "DB_PASSWORD=projects/shop/secrets/db/versions/latest",
            "DB_PASSWORD=azurekv://shop/db",
            "DB_PASSWORD=@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db)",
            "DB_PASSWORD=doppler:shop/db",
            "DB_PASSWORD=ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]",
            "DB_PASSWORD={{ db_password }}",
            "DB_PASSWORD=file:/run/secrets/db",
            "DB_PASSWORD=/run/secrets/db",
            "DB_PASSWORD_FILE=/run/secrets/db",
            "DB_PASSWORD__FILE=/run/secrets/db",
            "FILE__DB_PASSWORD=/run/secrets/db",
            "GOOGLE_APPLICATION_CREDENTIALS=/var/run/gcp/key.json",
            "TLS_KEY=server.key",
            "SSL_PRIVATE_KEY=./certs/private.pem",
        ],
    );
}

#[test]
fn interpolation_is_the_business_of_compose_and_text_for_an_engine() {
    all_are(SecretNamed, &["DB_PASSWORD=$ecretive9Kestrel", "DB_PASSWORD=${DB_PASSWORD:-t7Rk2mQz}"]);
}

#[test]
fn the_traps_stay_quiet() {
    let fingerprint = hexadecimal(1, 40).to_uppercase();
    let digest = hexadecimal(2, 64);
    for (name, value) in [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("LANG", "C.UTF-8"),
        ("GPG_KEY", fingerprint.as_str()),
        ("GPG_KEYS", fingerprint.as_str()),
        ("NGINX_GPGKEY", fingerprint.as_str()),
        ("RABBITMQ_PGP_KEY_ID", fingerprint.as_str()),
        ("PYTHON_SHA256", digest.as_str()),
        ("REDIS_DOWNLOAD_SHA", digest.as_str()),
        ("GOLANG_SHA512", digest.as_str()),
        ("SOMETHING_MD5", &digest[..32]),
        ("GIT_COMMIT", &digest[..40]),
        ("PHP_ASC_URL", "https://www.php.net/get/php-8.3.0.tar.xz.asc/from/this/mirror"),
        ("PHPIZE_DEPS", "autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc"),
        ("PGDATA", "/var/lib/postgresql/data"),
        ("DOCKER_TLS_CERTDIR", "/certs"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("MAX_TOKENS", "4096"),
        ("KEYBOARD", "us"),
        ("KEYMAP", "de"),
        ("MONKEY", "business"),
        ("SSH_AUTH_SOCK", "/tmp/ssh-agent"),
        ("MONGO_AUTHSOURCE", "admin"),
        ("MYSQL_RANDOM_ROOT_PASSWORD", "yes"),
        ("SECRET_PATH", "shop/production"),
        ("SECRET_DISABLE_USERS", "false"),
        ("MAIL_PASSWORD", "null"),
        ("DB_PASSWORD", ""),
        ("PASSWORD_RESET_URL", "https://shop.example.net/reset"),
        ("JWT_SECRET_TTL", "3600"),
        ("SESSION_TOKEN_EXPIRY", "15m"),
        ("TOKEN_ENDPOINT", "https://id.example.net/oauth/token"),
        ("PROXY_PASS", "http://backend:8080"),
        ("AWS_ACCESS_KEY_ID_HEADER", "X-Key"),
        ("CLIENT_ID", "3f2b8a9c-1d4e-4f6a-8b7c-9d0e1f2a3b4c"),
        ("RECAPTCHA_SITE_KEY", "6LcAbCdEfGhIjKlMnOpQrStUvWxYz0123456789a"),
        ("CORS_ALLOW_CREDENTIALS", "true"),
        ("NEO4J_AUTH", "none"),
        ("SMTP_AUTH", "plain"),
        ("JAVA_OPTS", "-Xmx512m -Dfile.encoding=UTF-8 -Dkey.store=/etc/keys.jks"),
        ("DOCKER_HOST", "unix:///var/run/docker.sock"),
        ("IMAGE", "nginx:1.27@sha256:0000000000000000000000000000000000000000000000000000000000000000"),
        ("DATABASE_URL", "postgres://db:5432/shop"),
        ("SENTRY_ENVIRONMENT", "production"),
        ("CERTIFICATE", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"),
        ("JWT_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"),
        ("AUTHORIZED_KEYS", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI bob@shop"),
        ("PWD", "/app"),
        ("TASK", "{{.Task.Name}}"),
        ("DATABASE_URL", "file:../data/dev.db"),
        ("ENABLE_ROSENPASS", "false"),
        ("LESSOPEN", "|/usr/bin/lesspipe %s"),
        ("COMPOSER_ALLOW_SUPERUSER", "1"),
    ] {
        let seen = kind(name, value);
        assert!(matches!(seen, Plain | Reference), "{name}={value} is {seen:?}");
    }
}

#[test]
fn user_and_password_in_a_url_are_a_credential_in_a_url() {
    all_are(
        UrlCredential,
        &[
            "DATABASE_URL=postgres://shop:t7Rk2mQz@db:5432/shop",
            "REDIS_URL=redis://:t7Rk2mQz@cache:6379/0",
            "MONGO_URI=mongodb+srv://root:t7Rk2mQz@cluster0.example.net/?retryWrites=true",
            "BROKER=amqp://guest:guest@rabbit:5672",
            "UPSTREAMS=http://a:8080,http://bob:t7Rk2mQz@b:8080",
            "DSN=postgres://shop:p/ss#w0rd9@db/shop",
            "SPRING_DATASOURCE_URL=jdbc:postgresql://db:5432/shop?user=shop&password=t7Rk2mQz",
            "SQLSERVER=jdbc:sqlserver://db:1433;databaseName=shop;user=sa;password=t7Rk2mQz",
            "ConnectionStrings__Default=Server=db;Database=shop;User Id=sa;Password=t7Rk2mQz;",
            "MYSQL_DSN=shop:t7Rk2mQz@tcp(db:3306)/shop?parseTime=true",
            "CLICKHOUSE=default:t7Rk2mQz@clickhouse:9000",
            "NC_DB=pg://db:5432?u=shop&p=t7Rk2mQzLw&d=shop",
            "CALLBACK=https://api.example.net/hook?token=t7Rk2mQzLw4",
        ],
    );
}

#[test]
fn a_url_without_a_literal_password_is_not() {
    all_are(Reference, &["DATABASE_URL=postgres://shop:${DB_PASSWORD}@db:5432/shop"]);
    all_are(Placeholder, &["DATABASE_URL=postgres://shop:<password>@db:5432/shop"]);
    all_are(
        Plain,
        &[
            "REPO=https://github.com/acme/shop.git",
            "REPO=ssh://git@github.com/acme/shop.git",
            "REPO=git@github.com:acme/shop.git",
            "MAIL_FROM=mailto:shop@example.net",
            "PACKAGE=https://cdn.example.net/@scope/package:1.0",
        ],
    );
}

#[test]
fn secrets_inside_json_options_and_command_lines_are_found() {
    all_are(
        SecretNamed,
        &[
            r#"SPRING_APPLICATION_JSON={"spring":{"datasource":{"username":"shop","password":"t7Rk2mQzLw"}}}"#,
            "JAVA_OPTS=-Xmx1g -Dshop.password=t7Rk2mQzLw",
            "ARGS=--port 80 --requirepass t7Rk2mQzLw",
            "ARGS=--admin-password=t7Rk2mQzLw --verbose",
            "BACKUP=mysqldump -uroot -pt7Rk2mQzLw shop",
            "CHECK=sh -c 'redis-cli -a t7Rk2mQzLw ping'",
            "CHECK=curl -u bob:t7Rk2mQzLw http://localhost",
            "HEADER=Authorization: Bearer t7Rk2mQzLw45x",
            "CONFIG=host: db\npassword: t7Rk2mQzLw\n",
            r#"KAFKA_JAAS=PlainLoginModule required username="shop" password="t7Rk2mQzLw";"#,
        ],
    );
    all_are(WeakPassword, &["JAVA_OPTS=-Djavax.net.ssl.trustStorePassword=changeit"]);
    let login = credential::base64("bob:t7Rk2mQzLw");
    let auths = format!(r#"{{"auths":{{"registry.example.net":{{"auth":"{login}"}}}}}}"#);
    assert_eq!(kind("DOCKER_AUTH_CONFIG", &auths), Credential(PackageRegistry));
}

#[test]
fn default_and_weak_passwords_are_known() {
    all_are(
        WeakPassword,
        &[
            "POSTGRES_PASSWORD=postgres",
            "POSTGRES_PASSWORD=example",
            "MYSQL_ROOT_PASSWORD=root",
            "MYSQL_ROOT_PASSWORD=my-secret-pw",
            "MINIO_SECRET_KEY=minioadmin",
            "GF_SECURITY_ADMIN_PASSWORD=admin",
            "RABBITMQ_DEFAULT_PASS=guest",
            "ELASTIC_PASSWORD=changeme",
            "SA_PASSWORD=yourStrong(!)Password",
            "DB_PASSWORD=your_password",
            "DB_PASSWORD=P@ssw0rd123!",
            "DB_PASSWORD=123456",
            "PGPASSWORD=abc",
            "ME_CONFIG_MONGODB_ADMINPASSWORD=example",
            "JWT_SECRET=secret",
            "NEO4J_AUTH=neo4j/test",
        ],
    );
}

#[test]
fn a_switch_is_a_password_where_no_switch_is_asked_for() {
    all_are(
        WeakPassword,
        &[
            "ROOT_PASSWORD=1",
            "ROOT_PASSWORD=0",
            "DB_PASS=true",
            "REDIS_PASSWORD=no",
            "PASSWORD=enable",
            "PASSWORD=auto",
        ],
    );
    all_are(
        Plain,
        &[
            "MAIL_PASSWORD=null",
            "MAIL_PASSWORD=None",
            "MYSQL_RANDOM_ROOT_PASSWORD=yes",
            "MYSQL_ONETIME_PASSWORD=yes",
            "REQUIRE_PASSWORD=true",
            "USE_PASSWORD=false",
            "JWT_SECRET=false",
            "TEST_PASS=12",
            "PARTIAL_PASS=2",
        ],
    );
    all_are(SecretNamed, &["TEST_PASS=k8Rt2mQzLw"]);
}

#[test]
fn what_only_begins_or_ends_like_a_placeholder_is_a_secret() {
    all_are(
        SecretNamed,
        &[
            "PASSWORD=[k8Rt2mQzLw]",
            "PASSWORD=__k8Rt2mQzLw__",
            "PASSWORD=%k8Rt2mQzLw%",
            "PASSWORD=**k8Rt2mQzLw**",
            "PASSWORD=12xxxxxxxQz9",
            "PASSWORD=k8Rt2mQzLw9xxxxxx",
            "API_TOKEN=k8Rt2mQz.txt",
            "TOKEN=insertk8Rt2mQzLw",
            "TOKEN=yourk8Rt2mQzLw",
        ],
    );
    all_are(
        Placeholder,
        &[
            "PASSWORD=[your password]",
            "PASSWORD=__DB_PASSWORD_1__",
            "PASSWORD=%env(DB_PASSWORD)%",
            "TOKEN=ghp_xxxxxxxxxxxx",
            "AWS_SECRET=AKIAXXXXXXXXXXXX",
            "TOKEN=insert-token",
            "TOKEN=yourAccessToken",
        ],
    );
    all_are(Reference, &["API_TOKEN=token.txt"]);
}

#[test]
fn a_token_that_no_service_gave_out_is_unset_and_a_port_is_no_password() {
    all_are(Placeholder, &["API_KEY=optional", "API_TOKEN=test"]);
    all_are(WeakPassword, &["VAULT_DEV_ROOT_TOKEN_ID=root", "ADMIN_TOKEN=admin", "BASIC_AUTH=admin:1234"]);
    all_are(Plain, &["LOGIN=ldap:389", "LOGIN=admin:8080", "AUTH=auth.example.net:9000"]);
}

#[test]
fn what_asks_to_be_replaced_is_unset_under_a_token_and_live_under_a_password() {
    all_are(
        Placeholder,
        &[
            "API_TOKEN=changeme",
            "API_KEY=your-api-key",
            "API_KEY=user_provided",
            "API_KEY=<key>",
            "GITHUB_TOKEN=xxxxxxxx",
        ],
    );
    all_are(
        Placeholder,
        &["DB_PASSWORD=<password>", "DB_PASSWORD=xxxx", "DB_PASSWORD=...", "MYSQL_PASS=**Random**"],
    );
    all_are(WeakPassword, &["DB_PASSWORD=changeme", "DB_PASSWORD=replace_me"]);
}

#[test]
fn a_switch_that_allows_an_empty_password_is_a_finding_of_its_own() {
    all_are(
        EmptyPasswordAllowed,
        &[
            "ALLOW_EMPTY_PASSWORD=yes",
            "MYSQL_ALLOW_EMPTY_PASSWORD=1",
            "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=true",
            "POSTGRES_HOST_AUTH_METHOD=trust",
        ],
    );
    all_are(Plain, &["ALLOW_EMPTY_PASSWORD=no", "POSTGRES_HOST_AUTH_METHOD=scram-sha-256"]);
}

#[test]
fn a_literal_under_a_name_that_says_secret_is_one() {
    all_are(
        SecretNamed,
        &[
            "POSTGRES_PASSWORD=t7Rk2mQzLw",
            "MYSQL_PWD=t7Rk2mQzLw",
            "SMTP_PASS=correct horse battery",
            "SECRET_KEY_BASE=0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "DJANGO_SECRET_KEY=django-insecure-t7rk2mqzlw",
            "JWT_SECRET=t7Rk2mQzLw",
            "N8N_ENCRYPTION_KEY=t7Rk2mQzLw",
            "TS_AUTHKEY=t7Rk2mQzLw45",
            "DD_API_KEY=0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "LDAP_BIND_PW=t7Rk2mQzLw",
            "RABBITMQ_ERLANG_COOKIE=t7Rk2mQzLw",
            "WORDPRESS_NONCE_SALT=t7Rk2mQzLw",
            "WORDPRESS_LOGGED_IN_KEY=t7Rk2mQzLw",
            "xpack.security.encryptionKey=t7Rk2mQzLwt7Rk2mQzLwt7Rk2mQzLwaa",
            "app.db.password=t7Rk2mQzLw",
            "REDISCLI_AUTH=t7Rk2mQzLw",
            "VAULT_DEV_ROOT_TOKEN_ID=t7Rk2mQzLw",
            "BASIC_AUTH=bob:t7Rk2mQzLw",
            "API_KEY_2=t7Rk2mQzLw45",
            "MASTERPASS=t7Rk2mQzLw",
            "DB_ENC_KEY=t7Rk2mQzLw",
            "CREATE_SUPERUSER=bob:t7Rk2mQzLw",
            "STRIPE_SIGNING_KEY_CONNECT=t7Rk2mQzLw9XvBn4HjPdY3sKcE",
        ],
    );
}

#[test]
fn password_hashes_are_a_kind_of_their_own() {
    assert_eq!(kind("ROOT_PASSWORD_SHA2", &hexadecimal(1, 64)), PasswordHash);
    let salted = random(3, 22);
    for hash in [
        format!("$2y$05${salted}{salted}"),
        format!("$apr1$aaaaaaaa${salted}"),
        format!("$argon2id$v=19${salted}"),
    ] {
        assert_eq!(kind("PASSWORD_HASH", &hash), PasswordHash, "{hash}");
        assert_eq!(kind("traefik.http.middlewares.a.basicauth.users", &format!("bob:{hash}")), PasswordHash);
        assert_eq!(kind("USERS", &format!("bob:{}", hash.replace('$', "$$"))), PasswordHash);
    }
}

#[test]
fn an_engine_without_tls_is_seen() {
    all_are(
        PlainEngineEndpoint,
        &["DOCKER_HOST=tcp://docker:2375", "DOCKER_HOST=tcp://proxy", "ENGINE=tcp://proxy:2375"],
    );
    all_are(Plain, &["DOCKER_HOST=tcp://docker:2376", "UPSTREAM=tcp://db:5432"]);
}

#[test]
fn entropy_counts_only_under_neutral_names_and_only_as_a_hint() {
    assert_eq!(kind("THING", &format!("aB3{}", random(4, 37))), HighEntropy);
    assert_eq!(kind("SECRET_NAME", &format!("aB3{}", random(4, 37))), HighEntropy);
    all_are(Plain, &["THING=us-east-1-Node20-Production", "THING=3f2b8a9c-1d4e-4f6a-8b7c-9d0e1f2a3b4c"]);
}

#[test]
fn known_formats_are_known_under_any_name() {
    let upper = |seed, length| random(seed, length).to_uppercase();
    for (expected, token) in [
        (Cloud, format!("AKIA{}", upper(1, 16))),
        (Cloud, format!("AIza{}", random(2, 35))),
        (Cloud, format!("dop_v1_{}", hexadecimal(3, 64))),
        (CodeForge, base62_checked("ghp_", 4)),
        (CodeForge, base62_checked("gho_", 5)),
        (CodeForge, format!("github_pat_{}_{}", random(6, 22), random(7, 59))),
        (CodeForge, format!("glpat-{}", random(8, 20))),
        (Payment, format!("sk_live_{}", random(9, 24))),
        (Payment, format!("rk_live_{}", random(10, 24))),
        (Other, format!("sk_test_{}", random(11, 24))),
        (Chat, format!("xoxb-{}-{}", "123456789012", random(12, 24))),
        (Chat, format!("123456789:{}", random(13, 35))),
        (
            Chat,
            format!(
                "https://hooks.slack.com/services/T{}/B{}/{}",
                upper(14, 8),
                upper(15, 8),
                random(16, 24)
            ),
        ),
        (Mail, format!("SG.{}.{}", random(17, 22), random(18, 43))),
        (Mail, format!("{}-us12", hexadecimal(19, 32))),
        (PackageRegistry, base62_checked("npm_", 20)),
        (PackageRegistry, format!("pypi-AgEIcHlwaS5vcmc{}", random(21, 120))),
        (PackageRegistry, format!("dckr_pat_{}", random(22, 27))),
        (Observability, format!("glsa_{}_{}", random(23, 32), hexadecimal(24, 8))),
        (Other, format!("hvs.{}", random(25, 90))),
        (JsonWebToken, jwt(26)),
        (
            PrivateKey,
            format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----", random(27, 64)),
        ),
        (PrivateKey, credential::base64(&format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{}", random(28, 64)))),
    ] {
        assert_eq!(kind("THING", &token), Credential(expected), "{token}");
        assert_eq!(kind("SOME_TOKEN", &token), Credential(expected), "{token}");
    }
}

#[test]
fn keys_without_a_mark_are_known_by_their_name() {
    assert_eq!(kind("AWS_SECRET_ACCESS_KEY", &random(1, 40)), Credential(Cloud));
    assert_eq!(kind("AZURE_STORAGE_KEY", &format!("{}==", random(2, 86))), Credential(Cloud));
    let connection =
        format!("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={}==;", random(3, 86));
    assert_eq!(kind("STORAGE", &connection), Credential(Cloud));
    let account = r#"{"type":"service_account","project_id":"shop","private_key":"-----BEGIN PRIVATE KEY-----\nMIIB\n"}"#;
    assert_eq!(kind("GCP", account), Credential(Cloud));
    assert_eq!(kind("GCP", &credential::base64(account)), Credential(Cloud));
}

#[test]
fn a_failed_checksum_excuses_no_variable_that_is_named_like_a_secret() {
    let typed = format!("ghp_{}", "abcdefghijklmnopqrstuvwxyz0123456789");
    assert_eq!(kind("GITHUB_TOKEN", &typed), Credential(CodeForge));
    assert_eq!(kind("EXAMPLE", &typed), Placeholder);
    assert_eq!(kind("EXAMPLE", &format!("ghp_{}", random(1, 36))), Credential(CodeForge));
}
