/// The characters of the suffixes that Kubernetes makes up.
const SUFFIX: &str = "bcdfghjklmnpqrstvwxz2456789";

/// The controller's name, inferred from a pod's: without the suffixes of ReplicaSet, DaemonSet, Job or StatefulSet.
pub fn controller(pod: &str) -> &str {
    let Some((rest, last)) = pod.rsplit_once('-') else { return pod };
    if rest.is_empty() {
        return pod;
    }
    if !last.is_empty() && last.chars().all(|c| c.is_ascii_digit()) && last.len() < 5 {
        return rest;
    }
    if !is_suffix(last, 5..=5) {
        return pod;
    }
    match rest.rsplit_once('-') {
        Some((deployment, template)) if !deployment.is_empty() && is_suffix(template, 8..=10) => deployment,
        _ => rest,
    }
}

fn is_suffix(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.chars().all(|c| SUFFIX.contains(c))
}
