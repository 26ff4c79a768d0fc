use std::net::Ipv4Addr;

use super::Case;
use super::img_004_unknown_origin::image_origins;
use super::rule::{Check, Gap, Hit, References, Rule, Verdict};
use crate::Severity;
use crate::image_reference::{is_below, registry};

pub const RULE: Rule = Rule {
    id: "IMG-003",
    title: "Registry or namespace not trusted",
    severity: Severity::Medium,
    references: References {
        cis: &["4.2"],
        nist: &["3.1.5", "3.2.1"],
        owasp: &["D08"],
        attack: &["T1204.003", "T1525"],
    },
    rationale: "An image runs with all that its container may do. Whoever published it decides what that is.",
    fix: "Use an image from a trusted publisher, or add the registry or namespace to the trusted list after a review.",
    check: Check::Container(check),
};

/// An image without a repo digest is IMG-004's: its name is a claim that anybody on the host can make.
fn check(case: &Case<'_>) -> Verdict {
    let is_trusted = |repository: &str| case.policy.trusted.iter().any(|prefix| is_below(repository, prefix));
    let Some(repository) = origin(case).filter(|repository| !is_trusted(repository)) else {
        return if case.image.is_some() { Verdict::Pass } else { unread(case) };
    };
    let registry = registry(&repository);
    if case.host.insecure_registries.iter().any(|entry| matches(entry, registry)) {
        let evidence = format!("{repository}; the engine talks to {registry} without TLS");
        return Verdict::fail(Hit::new(Severity::High, evidence));
    }
    let found = Verdict::fail(Hit::new(RULE.severity, format!("{repository} is not on the trusted list")));
    let missing = || format!("whether the engine talks to {registry} with TLS").into();
    found.beside(case.host.info_unread.then(|| Gap { missing: missing(), could_be: Severity::High }))
}

/// A trusted name alone proves nothing; one that is not trusted fails by itself.
fn unread(case: &Case<'_>) -> Verdict {
    let is_secure = case.host.insecure_registries.is_empty() && !case.host.info_unread;
    let could_be = if is_secure { RULE.severity } else { Severity::High };
    Verdict::unknown("where the image was pulled from", could_be)
}

/// Where the image came from: the configured name if the engine got that digest there, else where it did get it.
fn origin(case: &Case<'_>) -> Option<String> {
    let claimed = case.reference.repository.clone();
    let Some(image) = case.image else { return claimed };
    let mut pulled = image_origins(image);
    let first = pulled.next()?;
    if claimed.as_ref().is_some_and(|claimed| *claimed == first || pulled.any(|other| other == *claimed)) {
        return claimed;
    }
    Some(first)
}

/// An entry of the engine's list of insecure registries: a host with or without port, or a network.
fn matches(entry: &str, registry: &str) -> bool {
    let host = registry.rsplit_once(':').map_or(registry, |(host, _)| host);
    if entry == registry || entry == host {
        return true;
    }
    let network = entry.split_once('/').and_then(|(network, length)| {
        Some((network.parse::<Ipv4Addr>().ok()?, length.parse::<u32>().ok().filter(|length| *length <= 32)?))
    });
    match (network, host.parse::<Ipv4Addr>()) {
        (Some((network, length)), Ok(address)) => {
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            network.to_bits() & mask == address.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened};

    fn pulled(repository: &str) -> Sample {
        hardened()
            .named(&format!("{repository}:1@sha256:ab"))
            .image(|i| i.repo_digests = vec![format!("{repository}@sha256:ab")])
    }

    #[test]
    fn trusted_publishers_are_fine() {
        for repository in [
            "nginx",
            "public.ecr.aws/docker/library/nginx",
            "registry.k8s.io/pause",
            "mcr.microsoft.com/dotnet/runtime",
            "gcr.io/distroless/static",
            "cgr.dev/chainguard/nginx",
        ] {
            pulled(repository).finds(&[]);
        }
    }

    #[test]
    fn others_are_medium() {
        for repository in ["acme/api", "ghcr.io/acme/api", "gcr.io/acme/api", "public.ecr.aws/acme/api"] {
            pulled(repository).finds(&["IMG-003 medium"]);
        }
    }

    #[test]
    fn a_prefix_of_a_name_is_not_trusted() {
        pulled("registry.k8s.io.evil.example/pause").finds(&["IMG-003 medium"]);
    }

    #[test]
    fn the_operator_can_trust_more() {
        pulled("ghcr.io/acme/api").policy(|p| p.trusted.push("ghcr.io/acme".into())).finds(&[]);
    }

    #[test]
    fn an_insecure_registry_is_high() {
        for entry in ["10.1.2.3:5000", "10.1.2.3", "10.0.0.0/8", "0.0.0.0/0"] {
            pulled("10.1.2.3:5000/acme/api")
                .host(|h| h.insecure_registries = vec![entry.into()])
                .finds(&["IMG-003 high"]);
        }
        pulled("10.1.2.3:5000/acme/api")
            .host(|h| h.insecure_registries = vec!["10.2.0.0/16".into()])
            .finds(&["IMG-003 medium"]);
    }

    #[test]
    fn an_engine_that_does_not_tell_its_insecure_registries_may_use_one() {
        let untold = pulled("acme/api").host(|h| h.info_unread = true);
        untold.finds(&["IMG-003 medium"]);
        untold.misses(&["IMG-003 high"]);
        pulled("nginx").host(|h| h.info_unread = true).misses(&[]);
    }

    #[test]
    fn a_local_tag_does_not_make_an_image_trusted() {
        pulled("acme/api").named("nginx:1@sha256:ab").finds(&["IMG-003 medium"]);
    }

    #[test]
    fn without_the_image_a_name_that_is_not_trusted_fails() {
        pulled("acme/api").without_image().finds(&["IMG-003 medium"]);
    }

    #[test]
    fn without_the_image_a_trusted_name_proves_nothing() {
        let could_be = |sample: Sample| {
            let unknown = sample.without_image().outcome().unknown;
            let of_rule = unknown.into_iter().find(|unknown| unknown.rule.as_str() == "IMG-003");
            of_rule.map(|unknown| unknown.could_be.as_str())
        };
        assert_eq!(could_be(pulled("nginx")), Some("medium"));
        let insecure = pulled("nginx").host(|h| h.insecure_registries = vec!["10.0.0.0/8".into()]);
        assert_eq!(could_be(insecure), Some("high"));
        assert_eq!(could_be(pulled("acme/api")), None);
    }
}
