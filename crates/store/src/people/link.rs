use chrono::{DateTime, Utc};
use fleet::{Actor, UserId};

use super::{LinkToken, SessionToken};
use crate::{Result, Store};

impl Store {
    /// A link that signs in once within 15 minutes. Without a user it is for the first administrator, who is made
    /// when the link is used.
    ///
    /// # Errors
    /// `Conflict` for the first administrator when there is one already.
    pub async fn sign_in_link(
        &self,
        actor: &Actor,
        user: Option<UserId>,
        now: DateTime<Utc>,
    ) -> Result<LinkToken> {
        let _ = (actor, user, now);
        todo!()
    }

    /// `None`: unknown, used or too old.
    pub async fn consume_link(&self, token: &str, now: DateTime<Utc>) -> Result<Option<SessionToken>> {
        let _ = (token, now);
        todo!()
    }
}
