/// Runs `read` where it may take its time: a hostile answer of many megabytes must stop neither the other scans of this
/// thread nor the time limit of its own.
pub(crate) async fn parsed<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
