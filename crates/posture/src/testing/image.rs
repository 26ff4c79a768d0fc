use chrono::TimeDelta;
use proptest::prelude::*;

use super::container::IMAGE_ID;
use super::{mostly_default, name_of, now, sometimes};
use crate::facts::Image;

/// Where generated images come from: trusted, not trusted, over plain HTTP, and built here.
const ORIGINS: &[&str] = &[
    "nginx",
    "gcr.io/distroless/static",
    "acme/api",
    "ghcr.io/acme/api",
    "10.1.2.3:5000/api",
    "localhost/api",
];

/// Any image, up to two years old.
pub fn image() -> impl Strategy<Value = Image> {
    let digests = proptest::collection::vec(name_of(ORIGINS), 0..=2);
    let age_days = proptest::option::weighted(0.9, -1_i64..730);
    let user = mostly_default(50, name_of(&["root", "0", "10001", "app", "10001:10001", ":0", "ä b"]));
    let ports = proptest::collection::vec(name_of(&["80/tcp", "5432/tcp", "9", "x", ""]), 0..=2);
    (digests, age_days, user, ports, sometimes(40)).prop_map(
        |(repositories, age_days, user, exposed_ports, health_check)| Image {
            id: IMAGE_ID.into(),
            repo_digests: repositories
                .iter()
                .map(|name| format!("{name}@sha256:{}", "ab".repeat(32)))
                .collect(),
            created_at: age_days.map(|days| now() - TimeDelta::days(days)),
            user,
            exposed_ports,
            health_check,
            ..Image::default()
        },
    )
}
