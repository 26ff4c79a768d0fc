use chrono::{DateTime, Utc};
use fleet::Actor;

use super::SessionToken;
use crate::{Result, Store};

impl Store {
    /// `None`: name or password is wrong, or the user is disabled. Takes as long for a name that does not exist.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SessionToken>> {
        let _ = (name, password, now);
        todo!()
    }

    /// Whose session it is; `None`: unknown, idle for more than 12 hours, older than 7 days, or the user is disabled.
    pub async fn session(&self, token: &str, now: DateTime<Utc>) -> Result<Option<Actor>> {
        let _ = (token, now);
        todo!()
    }

    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let _ = token;
        todo!()
    }

    /// Deletes sessions and links that are over; gives how many.
    pub async fn expire_sessions(&self, now: DateTime<Utc>) -> Result<u32> {
        let _ = now;
        todo!()
    }
}
