//! Places where a test may stop the process: they do something only with the feature `failpoints`.

/// Does what `PLIMSOLL_FAILPOINT` says of this place: `name=abort` ends the process at once, `name=sleep:MS` waits.
#[cfg(feature = "failpoints")]
pub async fn hit(name: &str) {
    let Ok(wanted) = std::env::var("PLIMSOLL_FAILPOINT") else { return };
    let Some(action) = wanted.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) else { return };
    match action.split_once(':') {
        None if action == "abort" => std::process::abort(),
        Some(("sleep", ms)) => {
            let ms = ms.parse().expect("PLIMSOLL_FAILPOINT is name=sleep:MILLISECONDS");
            tracing::warn!(name, ms, "failpoint");
            tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
        }
        _ => panic!("PLIMSOLL_FAILPOINT is name=abort or name=sleep:MILLISECONDS"),
    }
}

#[cfg(not(feature = "failpoints"))]
#[expect(clippy::unused_async, reason = "the same signature with and without the feature")]
pub async fn hit(_name: &str) {}
