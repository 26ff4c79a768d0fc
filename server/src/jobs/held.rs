//! Work that goes on only while a lease is held.

use std::time::Duration;

use store::StoreError;
use tracing::warn;

/// Does `work` and renews its lease in every `pause`. `None`: the lease was lost, and the work was cut off, because
/// somebody else may be doing it now. A renewal that fails is tried again.
pub async fn while_held<T, R>(
    pause: Duration,
    renew: impl Fn() -> R,
    work: impl Future<Output = T>,
) -> Option<T>
where
    R: Future<Output = Result<bool, StoreError>>,
{
    let lost = async {
        loop {
            tokio::time::sleep(pause).await;
            match renew().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(fault) => warn!(%fault, "a lease could not be renewed; it will be tried again"),
            }
        }
    };
    tokio::select! {
        biased;
        done = work => Some(done),
        () = lost => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const PAUSE: Duration = Duration::from_millis(5);

    #[tokio::test]
    async fn the_lease_is_renewed_until_the_work_is_done() {
        let renewals = AtomicU32::new(0);
        let renew = async || {
            renewals.fetch_add(1, Ordering::Relaxed);
            Ok(true)
        };
        let work = async {
            while renewals.load(Ordering::Relaxed) < 3 {
                tokio::task::yield_now().await;
            }
            "done"
        };
        assert_eq!(while_held(PAUSE, renew, work).await, Some("done"));
    }

    #[tokio::test]
    async fn work_whose_lease_was_lost_is_cut_off() {
        let renewals = AtomicU32::new(0);
        let renew = async || Ok(renewals.fetch_add(1, Ordering::Relaxed) == 0);
        assert_eq!(while_held(PAUSE, renew, std::future::pending::<()>()).await, None);
        assert_eq!(renewals.into_inner(), 2, "held at first");
    }

    #[tokio::test]
    async fn a_renewal_that_fails_once_loses_nothing() {
        let renewals = AtomicU32::new(0);
        let renew = async || match renewals.fetch_add(1, Ordering::Relaxed) {
            0 => Err(fleet::Problem::Unavailable.into()),
            _ => Ok(true),
        };
        let work = async {
            while renewals.load(Ordering::Relaxed) < 2 {
                tokio::task::yield_now().await;
            }
        };
        assert_eq!(while_held(PAUSE, renew, work).await, Some(()));
    }
}
