//! Prefixes of image repositories.

use super::Fault;
use super::field;

/// Of one list of them.
pub(super) fn faults<'p>(list: &'p str, prefixes: &'p [String]) -> impl Iterator<Item = Fault> + 'p {
    let wrong = prefixes.iter().enumerate().filter(|(_, prefix)| !is_prefix(prefix));
    wrong.map(move |(place, prefix)| {
        let allowed = field::allowed(list).unwrap_or_default();
        Fault::bounded(&format!("{list}[{place}]"), format_args!("{prefix:?}"), allowed)
    })
}

/// `docker.io/library`, `registry.lan:5000`. A name without a registry would match nothing, as would a scheme, a tag, a
/// digest or a wildcard.
fn is_prefix(prefix: &str) -> bool {
    let mut segments = prefix.trim_end_matches('/').split('/');
    let registry = segments.next().unwrap_or_default();
    let (host, port) = registry.split_once(':').unwrap_or((registry, "0"));
    let is_host = (host == "localhost" || host.contains('.') || registry.contains(':'))
        && host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    let is_segment = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte))
    };
    is_host && port.parse::<u16>().is_ok() && segments.all(is_segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_begins_with_a_registry() {
        for prefix in [
            "docker.io/library",
            "ghcr.io",
            "registry.lan:5000/team/app_x",
            "localhost/acme",
            "registry:5000",
            "gcr.io/distroless/",
        ] {
            assert!(is_prefix(prefix), "{prefix}");
        }
    }

    #[test]
    fn what_would_match_nothing_is_refused() {
        for prefix in [
            "",
            "/",
            "library/nginx",
            "https://ghcr.io/acme",
            "ghcr.io/acme:1",
            "ghcr.io/acme@sha256:ab",
            "ghcr.io/*",
            "ghcr.io//acme",
            "GHCR.io/acme",
            "ghcr.io/acme app",
            "ghcr.io:x/acme",
        ] {
            assert!(!is_prefix(prefix), "{prefix}");
        }
        let list = ["ghcr.io".into(), "acme".into()];
        let said = faults("trusted", &list).map(|fault| fault.to_string());
        let allowed = "a registry, or a registry and what is below it, such as \"ghcr.io/acme\"";
        assert_eq!(said.collect::<Vec<_>>(), [format!("trusted[1] is \"acme\"; allowed is {allowed}")]);
    }
}
