use crate::facts::BuildFlawKind;
use crate::fix::change::Change;
use crate::image_reference::{ImageReference, registry};
use crate::rules::Case;

pub(super) fn propose(case: &Case<'_>, rule: &str) -> Vec<Change> {
    match rule {
        "IMG-001" | "IMG-002" => {
            pinned(case).map(|reference| Change::PinImage { reference }).into_iter().collect()
        }
        "IMG-006" => vec![Change::MendBuild { flaw: BuildFlawKind::RemoteAdd }],
        "IMG-007" => vec![Change::MendBuild { flaw: BuildFlawKind::DownloadPiped }],
        "IMG-008" => vec![Change::MendBuild { flaw: BuildFlawKind::IndexUpdateAlone }],
        "IMG-009" => vec![Change::AddHealthCheck],
        "IMG-010" => vec![Change::RemoveSshServer],
        "IMG-011" => vec![Change::ClearSetuid],
        "IMG-012" => vec![Change::RenewImage { at: case.now }],
        _ => Vec::new(),
    }
}

/// Staleness: what is renewed or started again is not stale any more.
pub(super) fn renewing(case: &Case<'_>, rule: &str) -> Vec<Change> {
    match rule {
        "STL-001" | "STL-002" | "STL-003" | "STL-007" | "STL-009" => {
            vec![Change::RenewImage { at: case.now }]
        }
        "STL-004" => vec![Change::UseSupportedBase],
        "STL-005" | "STL-008" => vec![Change::StartAgain { at: case.now }],
        _ => Vec::new(),
    }
}

/// The configured name with the digest that runs now, as the engine pulled it from there.
fn pinned(case: &Case<'_>) -> Option<String> {
    let repository = case.reference.repository.as_ref()?;
    // Of an image that is to be renewed first the digest is not known yet.
    if case.image?.created_at == Some(case.now) {
        return None;
    }
    let digest = case.image?.repo_digests.iter().find_map(|known| digest_from(known, repository))?;
    let name = case.container.image_reference.split('@').next().unwrap_or_default();
    let name = match case.reference.tag {
        Some("latest") => name.strip_suffix(":latest").unwrap_or(name),
        _ => name,
    };
    Some(format!("{name}@{digest}"))
}

fn digest_from<'i>(known: &'i str, repository: &str) -> Option<&'i str> {
    let pulled = ImageReference::parse(known, "");
    let from = pulled.repository.as_deref().filter(|from| registry(from) != "localhost")?;
    pulled.digest.filter(|digest| from == repository && is_digest(digest))
}

fn is_digest(text: &str) -> bool {
    let hex = text.strip_prefix("sha256:").unwrap_or_default();
    hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}
