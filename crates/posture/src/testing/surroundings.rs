use chrono::TimeDelta;
use proptest::prelude::*;

use super::container::IMAGE_ID;
use super::{mostly_default, name_of, names_of, now, one_of, sometimes};
use crate::facts::{Registry, RegistrySilence, Surroundings};

const SILENCES: &[RegistrySilence] =
    &[RegistrySilence::Unreachable, RegistrySilence::RateLimited, RegistrySilence::Refused];

pub fn surroundings() -> impl Strategy<Value = Surroundings> {
    let points_to = proptest::option::of(name_of(&[IMAGE_ID, "sha256:3333", "", "ä"]));
    let shared = (
        mostly_default(20, names_of(&["A", "DB_PASSWORD", "command --token"], 2)),
        mostly_default(30, names_of(&["/a", "/b"], 2)),
    );
    let unread = (sometimes(10), sometimes(10), sometimes(10));
    (points_to, unread, shared, mostly_default(30, registry().prop_map(Some))).prop_map(
        |(tag_points_to, unread, (shared_secrets, shared_mounts), registry)| {
            let (image_missing, tags_not_read, volumes_not_read) = unread;
            Surroundings {
                tag_points_to,
                image_missing,
                tags_not_read,
                volumes_not_read,
                shared_secrets,
                shared_mounts,
                registry,
            }
        },
    )
}

fn registry() -> impl Strategy<Value = Registry> {
    let digest = || proptest::option::of(name_of(&["sha256:3333", IMAGE_ID, "ä"]));
    let points = (digest(), digest(), -1_i64..60).prop_map(|(index_digest, platform_digest, days)| {
        Registry::Points { index_digest, platform_digest, since: now() - TimeDelta::days(days) }
    });
    prop_oneof![4 => points, 1 => one_of(SILENCES).prop_map(Registry::NoAnswer)]
}
