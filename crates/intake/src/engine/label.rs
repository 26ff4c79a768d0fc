use std::collections::BTreeMap;

use super::kept;
use super::raw::{Pairs, Text};
use crate::secret;

/// Keys whose values identify a workload or describe an image. Sorted.
const ALLOWED: [&str; 20] = [
    "com.docker.compose.oneoff",
    "com.docker.compose.project",
    "com.docker.compose.service",
    "com.docker.stack.namespace",
    "com.docker.swarm.service.id",
    "com.docker.swarm.service.name",
    "io.kubernetes.container.name",
    "io.kubernetes.pod.name",
    "io.kubernetes.pod.namespace",
    "org.opencontainers.image.authors",
    "org.opencontainers.image.base.digest",
    "org.opencontainers.image.base.name",
    "org.opencontainers.image.created",
    "org.opencontainers.image.licenses",
    "org.opencontainers.image.revision",
    "org.opencontainers.image.source",
    "org.opencontainers.image.title",
    "org.opencontainers.image.url",
    "org.opencontainers.image.vendor",
    "org.opencontainers.image.version",
];

const MAX_LABELS: usize = 512;
/// Stands for the keys beyond [`MAX_LABELS`]; sorts last.
const CUT: &str = "…";

/// Keys, and the values of those on the allow-list that are plain to the secret detector.
///
/// Labels that differ between replicas (container number, task id) are not on the list: replicas share their facts.
pub(super) fn read_labels(raw: Option<&Pairs<'_, Option<Text<'_>>>>) -> BTreeMap<String, Option<String>> {
    let pairs = raw.map(Pairs::as_slice).unwrap_or_default();
    let mut labels: BTreeMap<_, _> =
        pairs.iter().map(|(key, value)| read_label(key.expose(), value.as_ref())).collect();
    if labels.len() > MAX_LABELS {
        let allowed = |key: &String| ALLOWED.binary_search(&key.as_str()).is_ok();
        let mut room = MAX_LABELS;
        labels.retain(|key, _| {
            allowed(key) || {
                room = room.saturating_sub(1);
                room > 0
            }
        });
        labels.insert(CUT.to_owned(), None);
    }
    labels
}

fn read_label(key: &str, value: Option<&Text<'_>>) -> (String, Option<String>) {
    let allowed = ALLOWED.binary_search(&key).is_ok();
    let value = value.map(Text::expose).filter(|value| allowed && secret::is_plain(key, value));
    (kept(key), value.map(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> BTreeMap<String, Option<String>> {
        read_labels(Some(&serde_json::from_str(json).expect("labels")))
    }

    #[test]
    fn the_allow_list_is_sorted() {
        assert!(ALLOWED.is_sorted());
    }

    #[test]
    fn only_values_of_allowed_keys_are_kept() {
        let labels = read(r#"{"com.docker.compose.project":"shop","acme.owner":"payments","x":null}"#);
        assert_eq!(labels["com.docker.compose.project"].as_deref(), Some("shop"));
        assert_eq!(labels["acme.owner"], None);
        assert_eq!(labels["x"], None);
    }

    #[test]
    fn a_secret_under_an_allowed_key_is_not_kept() {
        let labels =
            read(r#"{"org.opencontainers.image.source":"https://bob:t7Rk2mQz@git.example.net/app"}"#);
        assert_eq!(labels["org.opencontainers.image.source"], None);
    }

    #[test]
    fn ten_thousand_labels_are_cut_and_marked_but_identity_stays() {
        let many = (0..10_000).map(|number| format!(r#""a{number}":"v""#)).collect::<Vec<_>>().join(",");
        let labels = read(&format!(r#"{{{many},"com.docker.compose.service":"web"}}"#));
        assert!(labels.len() <= MAX_LABELS + 2);
        assert_eq!(labels["com.docker.compose.service"].as_deref(), Some("web"));
        assert_eq!(labels.last_key_value(), Some((&CUT.to_owned(), &None)));
    }
}
