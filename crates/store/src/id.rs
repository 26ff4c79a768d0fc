//! New ids, and moments as the database keeps them.

use chrono::{DateTime, SubsecRound as _, Utc};
use uuid::Uuid;

use crate::content::Key;

/// A UUID of version 7: ids made later sort later.
pub(crate) fn new_id(now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
}

/// Bytes that nobody can guess.
#[expect(clippy::disallowed_methods, reason = "ids and tokens are made here")]
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The id of a finding: half from its target, so that a target's findings lie together, half from what it is.
pub(crate) fn finding_id(target: Uuid, rule: &str, subject: &str) -> Uuid {
    joined(finding_prefix(target), finding_suffix(rule, subject))
}

/// What the ids of all findings of a target begin with.
pub(crate) fn finding_prefix(target: Uuid) -> [u8; 8] {
    let mut half = half(Key::new("finding target").with(target));
    // A UUID of version 8: of its maker's own making.
    half[6] = half[6] & 0x0f | 0x80;
    half
}

/// What the ids of all findings of this rule and subject end with, whatever their target.
pub(crate) fn finding_suffix(rule: &str, subject: &str) -> [u8; 8] {
    let mut half = half(Key::new("finding").with(rule).with(subject));
    half[0] = half[0] & 0x3f | 0x80;
    half
}

pub(crate) fn joined(prefix: [u8; 8], suffix: [u8; 8]) -> Uuid {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&prefix);
    bytes[8..].copy_from_slice(&suffix);
    Uuid::from_bytes(bytes)
}

/// The inverse of [`joined`].
pub(crate) fn halves(id: Uuid) -> ([u8; 8], [u8; 8]) {
    let (prefix, suffix) = id.as_bytes().split_at(8);
    let half = |bytes: &[u8]| bytes.try_into().expect("half a UUID has 8 bytes");
    (half(prefix), half(suffix))
}

/// First and last id that a finding of this target can have.
pub(crate) fn finding_ids(target: Uuid) -> (Uuid, Uuid) {
    let prefix = finding_prefix(target);
    (joined(prefix, [0; 8]), joined(prefix, [u8::MAX; 8]))
}

fn half(key: Key) -> [u8; 8] {
    key.finish()[..8].try_into().expect("a hash has 8 bytes")
}

/// To the microsecond, as PostgreSQL keeps it.
pub(crate) fn moment(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_findings_id_depends_on_target_rule_and_subject_alone() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let id = finding_id(one, "CAP-002", "SYS_ADMIN");
        assert_eq!(id, finding_id(one, "CAP-002", "SYS_ADMIN"));
        for other in [
            finding_id(two, "CAP-002", "SYS_ADMIN"),
            finding_id(one, "CAP-003", "SYS_ADMIN"),
            finding_id(one, "CAP-002", "SYS_PTRACE"),
            finding_id(one, "CAP-002SYS_ADMIN", ""),
        ] {
            assert_ne!(id, other);
        }
    }

    #[test]
    fn the_findings_of_a_target_lie_between_its_bounds_and_no_others_do() {
        let (first, last) = finding_ids(Uuid::from_u128(1));
        for number in 0..1_000 {
            let rule = format!("CAP-{number}");
            assert!((first..=last).contains(&finding_id(Uuid::from_u128(1), &rule, "")));
            assert!(!(first..=last).contains(&finding_id(Uuid::from_u128(2), &rule, "")));
        }
    }

    #[test]
    fn an_id_is_a_uuid_that_its_halves_make_again() {
        let id = finding_id(Uuid::from_u128(1), "CAP-002", "SYS_ADMIN");
        assert_eq!((id.get_version_num(), id.get_variant()), (8, uuid::Variant::RFC4122));
        let (prefix, suffix) = halves(id);
        assert_eq!(
            (prefix, suffix),
            (finding_prefix(Uuid::from_u128(1)), finding_suffix("CAP-002", "SYS_ADMIN"))
        );
        assert_eq!(joined(prefix, suffix), id);
    }

    #[test]
    fn ids_made_later_sort_later() {
        let early = new_id(DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1));
        assert!(early < new_id(DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(2)));
    }
}
