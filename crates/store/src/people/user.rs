use chrono::{DateTime, Utc};
use fleet::session::User;
use fleet::{Actor, Role, UserId};

use crate::{Result, Store};

impl Store {
    /// How many administrators there are that are not disabled.
    pub async fn administrators(&self) -> Result<i64> {
        todo!()
    }

    /// # Errors
    /// `Invalid` for a name out of range or taken, or a password shorter than 12 or longer than 1,024 characters.
    pub async fn add_user(
        &self,
        actor: &Actor,
        name: &str,
        role: Role,
        password: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<UserId> {
        let _ = (actor, name, role, password, now);
        todo!()
    }

    pub async fn set_password(
        &self,
        actor: &Actor,
        id: UserId,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let _ = (actor, id, password, now);
        todo!()
    }

    pub async fn list_users(&self, actor: &Actor) -> Result<Vec<User>> {
        let _ = actor;
        todo!()
    }

    /// A disabled user's sessions end.
    pub async fn set_user_disabled(
        &self,
        actor: &Actor,
        id: UserId,
        disabled: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let _ = (actor, id, disabled, now);
        todo!()
    }
}
