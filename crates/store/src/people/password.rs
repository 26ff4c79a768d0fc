use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use fleet::Problem;
use tokio::sync::Semaphore;

use crate::{Result, StoreError};

/// Characters.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=1_024;
/// Each takes 19 MiB and a processor; whoever comes later waits.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// Verified when there is no such user, so that the answer takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IHNpZ25zIGlu$Cm6J4vYrqMYYMsZNlCVlcc6JmvR8PlVx1kvJ1c2a1lY";

/// A PHC string; argon2id with the parameters of the crate's version.
pub(super) async fn hash(password: &str) -> Result<String> {
    if !LENGTH.contains(&password.chars().count()) {
        return Err(Problem::invalid("password", "between 12 and 1,024 characters").into());
    }
    let password = password.to_owned();
    let hashed = aside(move || Argon2::default().hash_password(password.as_bytes())).await?;
    Ok(hashed.map_err(|_| StoreError::Password)?.to_string())
}

/// Whether the password is the one of `hash`; without a hash it is not, after the same work.
pub(super) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    aside(move || {
        let phc = hash.as_deref().unwrap_or(NOBODY);
        let Ok(parsed) = PasswordHash::new(phc) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
    })
    .await
}

/// Off the threads that serve others.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = AT_ONCE.acquire().await.expect("it is never closed");
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_alone() {
        let phc = hash("correct horse battery").await.unwrap();
        assert!(phc.starts_with("$argon2id$"), "{phc}");
        assert!(verify("correct horse battery", Some(phc.clone())).await.unwrap());
        assert!(!verify("correct horse battery!", Some(phc)).await.unwrap());
        assert!(!verify("correct horse battery", None).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = Argon2::default().hash_password(b"correct horse battery").unwrap();
        assert_eq!(nobody.params.to_string(), real.params.to_string());
    }

    #[tokio::test]
    async fn short_and_endless_passwords_are_refused() {
        for password in ["elevenchars".to_owned(), "x".repeat(1_025)] {
            assert!(matches!(hash(&password).await, Err(StoreError::Problem(Problem::Invalid { .. }))));
        }
        assert!(hash(&"ß".repeat(12)).await.is_ok());
    }
}
