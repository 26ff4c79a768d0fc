//! What an image is called, taken apart the way the engine takes it apart.

/// An image reference as configured, normalised: `nginx` is `docker.io/library/nginx`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference<'a> {
    /// `registry/path`, without tag and digest. `None`: the image is named by its id.
    pub repository: Option<String>,
    pub tag: Option<&'a str>,
    /// `sha256:…`
    pub digest: Option<&'a str>,
}

impl<'a> ImageReference<'a> {
    /// `image_id` tells an id, whole or shortened, from a name that looks like one.
    pub fn parse(text: &'a str, image_id: &str) -> Self {
        if names_id(text, image_id) {
            return Self { repository: None, tag: None, digest: Some(text) };
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash belongs to the registry's port.
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (name, None),
        };
        Self { repository: Some(normalise(name)), tag, digest }
    }

    /// Pinned by digest or id: what it names cannot move.
    pub const fn is_pinned(&self) -> bool {
        self.digest.is_some()
    }

    /// `docker.io`, `localhost:5000`; `None` where the image is named by its id.
    pub fn registry(&self) -> Option<&str> {
        self.repository.as_deref().map(registry)
    }
}

/// First segment of a normalised repository.
pub fn registry(repository: &str) -> &str {
    repository.split('/').next().unwrap_or(repository)
}

/// Whether `repository` is `prefix` or below it; a prefix ends at a slash or at the end, never inside a name.
pub fn is_below(repository: &str, prefix: &str) -> bool {
    repository
        .strip_prefix(prefix.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn names_id(text: &str, image_id: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hex = text.strip_prefix("sha256:").unwrap_or(text);
    let known = image_id.strip_prefix("sha256:").unwrap_or(image_id);
    let whole = hex.len() == 64 && is_hex(hex);
    whole || (hex.len() >= 4 && is_hex(hex) && known.starts_with(hex))
}

/// The first segment is a registry if it has a dot, a port or is `localhost`; else Docker Hub is meant, and a name
/// of one segment is in its `library`.
fn normalise(name: &str) -> String {
    let (first, rest) = name.split_once('/').unwrap_or(("", name));
    let names_registry = first.contains(['.', ':']) || first == "localhost";
    match (names_registry, first) {
        (true, "index.docker.io" | "registry-1.docker.io" | "docker.io") => hub(rest),
        (true, _) => format!("{}/{rest}", first.to_ascii_lowercase()),
        (false, _) => hub(name),
    }
}

fn hub(path: &str) -> String {
    if path.contains('/') { format!("docker.io/{path}") } else { format!("docker.io/library/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "sha256:0f5a3b1c7d2e4f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd";

    fn check(text: &str, expected: &str) {
        let parsed = ImageReference::parse(text, ID);
        let repository = parsed.repository.as_deref().unwrap_or("-");
        let shown = format!("{repository} {} {}", parsed.tag.unwrap_or("-"), parsed.digest.unwrap_or("-"));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn short_names_are_of_docker_hub() {
        check("nginx", "docker.io/library/nginx - -");
        check("nginx:1.27", "docker.io/library/nginx 1.27 -");
        check("grafana/grafana", "docker.io/grafana/grafana - -");
        check("docker.io/nginx", "docker.io/library/nginx - -");
        check("index.docker.io/library/nginx", "docker.io/library/nginx - -");
    }

    #[test]
    fn a_port_is_not_a_tag() {
        check("localhost:5000/x", "localhost:5000/x - -");
        check("localhost:5000/x:2", "localhost:5000/x 2 -");
        check("localhost/x", "localhost/x - -");
        check("10.0.0.1:5000/team/x:2", "10.0.0.1:5000/team/x 2 -");
    }

    #[test]
    fn a_digest_stands_beside_a_tag() {
        check("ghcr.io/acme/api@sha256:ab", "ghcr.io/acme/api - sha256:ab");
        check("nginx:1.27@sha256:ab", "docker.io/library/nginx 1.27 sha256:ab");
    }

    #[test]
    fn an_id_is_not_a_name() {
        check(ID, &format!("- - {ID}"));
        check("0f5a3b1c7d2e", "- - 0f5a3b1c7d2e");
        check("deadbeef", "docker.io/library/deadbeef - -");
    }

    #[test]
    fn nonsense_is_taken_apart_without_panic() {
        for text in ["", ":", "@", "/", "//", "a/", ":/@", "ä:ö@ü", "a:b:c/d:e"] {
            ImageReference::parse(text, ID);
        }
    }

    #[test]
    fn a_prefix_ends_where_a_name_ends() {
        assert!(is_below("docker.io/library/nginx", "docker.io/library"));
        assert!(is_below("docker.io/library/nginx", "docker.io/library/"));
        assert!(is_below("registry.k8s.io/pause", "registry.k8s.io"));
        assert!(!is_below("docker.io/library-of-evil/nginx", "docker.io/library"));
        assert!(!is_below("registry.k8s.io.evil.example/pause", "registry.k8s.io"));
    }
}
