use posture::facts::{CredentialKind, ValueKind};

use super::super::{Verdict, format};
use super::{Class, Name, Neighbours, Shape, option, password, shape, worst};

/// User and password in a URL, secrets in its query, webhooks whose address is the secret, engines without TLS.
pub(super) fn judge<'v>(name: &Name, value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    if !value.contains("://") {
        return judge_bare(value, neighbours);
    }
    let texts = value.split([' ', '"', '\'', '\n', '|']).filter(|text| text.contains("://"));
    worst(texts.filter_map(|text| {
        worst(
            urls(text)
                .filter_map(|(scheme, rest)| judge_url(name, scheme, rest, neighbours))
                .chain(judge_query(text, neighbours)),
        )
    }))
}

/// Scheme and rest of each URL of a list. One ends where the next begins: no byte is looked at once for every URL.
fn urls(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = text.split("://");
    let mut before = parts.next().unwrap_or_default();
    parts.map(move |rest| (scheme_at_end(std::mem::replace(&mut before, rest)), rest))
}

fn scheme_at_end(before: &str) -> &str {
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let length = before.bytes().rev().take_while(is_scheme).count();
    &before[before.len() - length..]
}

fn judge_url<'v>(
    name: &Name,
    scheme: &str,
    rest: &'v str,
    neighbours: &Neighbours<'_>,
) -> Option<Verdict<'v>> {
    let (user_information, address) = split_user(rest);
    let by_user = user_information.and_then(|user| judge_user(user, address, neighbours));
    by_user
        .or_else(|| {
            is_webhook(address).then(|| Verdict::secret(ValueKind::Credential(CredentialKind::Chat), address))
        })
        .or_else(|| judge_engine(name, scheme, address, neighbours))
}

/// User information ends at the last `@` before the path. Passwords with an unescaped `/` or `#` occur too: then
/// what stands before is no host and port.
fn split_user(rest: &str) -> (Option<&str>, &str) {
    let authority = &rest[..rest.find(['/', '?', '#', ',']).unwrap_or(rest.len())];
    if let Some(at) = authority.rfind('@') {
        return (Some(&rest[..at]), &rest[at + 1..]);
    }
    let port = authority.split_once(':').map_or("", |(_, port)| port);
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    match rest.find('@') {
        Some(at) if !is_port && !rest[..at].contains([',', '?', '[']) => (Some(&rest[..at]), &rest[at + 1..]),
        _ => (None, rest),
    }
}

fn judge_user<'v>(
    user_information: &'v str,
    address: &str,
    neighbours: &Neighbours<'_>,
) -> Option<Verdict<'v>> {
    let (user, secret) = user_information.split_once(':').unwrap_or((user_information, ""));
    if secret.is_empty() {
        // A token in the place of the user: `https://ghp_…@github.com`.
        let found = format::judge(&Name::read(""), user, Shape::of(user))?;
        return Some(Verdict { kind: ValueKind::UrlCredential, ..found });
    }
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.split([':', ',']).next().unwrap_or_default();
    let database = path.split(['?', '#', ';']).next().unwrap_or_default();
    Some(password(&[user, host, database], secret, ValueKind::UrlCredential, neighbours))
}

/// The address itself is the secret.
fn is_webhook(address: &str) -> bool {
    const HOOKS: [&str; 6] = [
        "hooks.slack.com/services/T",
        "hooks.slack.com/workflows/T",
        "discord.com/api/webhooks/",
        "discordapp.com/api/webhooks/",
        "chat.googleapis.com/v1/spaces/",
        "api.telegram.org/bot",
    ];
    let deep = |prefix: &str| {
        address.strip_prefix(prefix).is_some_and(|rest| rest.len() >= 20 && !rest.contains("..."))
    };
    let teams =
        address.contains(".webhook.office.com/webhookb2/") || address.contains("outlook.office.com/webhook/");
    let blank = |text: &str| {
        text.contains("xxxx") || text.contains("XXXX") || text.contains('<') || text.contains('{')
    };
    (HOOKS.iter().any(|prefix| deep(prefix)) || teams) && !blank(address)
}

fn judge_query<'v>(text: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    let (_, query) = text.split_once('?').or_else(|| text.split_once(';'))?;
    let has_user = query.contains("u=");
    let parameters = query.split(['&', ';', '#', '?']).filter_map(|parameter| parameter.split_once('='));
    worst(parameters.filter_map(|(name, value)| judge_parameter(name, value, has_user, neighbours)))
}

fn judge_parameter<'v>(
    name: &str,
    value: &'v str,
    has_user: bool,
    neighbours: &Neighbours<'_>,
) -> Option<Verdict<'v>> {
    let signs = matches!(name, "sig" | "signature" | "X-Amz-Signature");
    let is_key = Name::read(name).class() == Class::Key && shape::is_word(value) && value.len() >= 16;
    let is_short = name == "p" && has_user;
    let found = if signs || is_key || is_short {
        password(&[], value, ValueKind::UrlCredential, neighbours)
    } else {
        option(name, value, neighbours)?
    };
    let kind = if found.is_quiet() { found.kind } else { ValueKind::UrlCredential };
    Some(Verdict { kind, ..found })
}

/// `DOCKER_HOST=tcp://…` without TLS; port 2375 says so under any name.
fn judge_engine<'v>(
    name: &Name,
    scheme: &str,
    address: &str,
    neighbours: &Neighbours<'_>,
) -> Option<Verdict<'v>> {
    let host = address.split('/').next().unwrap_or_default();
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let names_engine = name.has("docker") && name.has("host");
    let open = match scheme {
        "tcp" => port == "2375" || names_engine && port != "2376",
        "http" => names_engine || port == "2375" && name.has("docker"),
        _ => false,
    };
    (open && !neighbours.verify_tls()).then_some(Verdict::quiet(ValueKind::PlainEngineEndpoint))
}

/// `user:password@host:port` and Go's `user:password@tcp(host)/database`.
fn judge_bare<'v>(value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    let (user_information, host) = value.rsplit_once('@')?;
    let (user, secret) = user_information.split_once(':')?;
    let is_host = |host: &str| {
        let name = host.split([':', '/', '(', '?']).next().unwrap_or_default();
        let named = shape::is_word(name) && !matches!(name, "sha256" | "sha512");
        named && host.contains(['.', ':', '(']) && !host.contains(' ')
    };
    let is_user =
        shape::is_word(user) && !matches!(user, "mailto" | "sip" | "sips" | "acct" | "xmpp" | "npm" | "pkg");
    (is_user && is_host(host) && !secret.is_empty() && !secret.contains([' ', '/']))
        .then(|| password(&[user], secret, ValueKind::UrlCredential, neighbours))
}
