use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::{Actor, Problem, UserId};
use serde_json::json;

use super::LinkToken;
use super::link::insert;
use crate::id::moment;
use crate::{Result, Store, audit};

impl Store {
    /// Forgets somebody's password and ends their sessions and links. The new link signs them in once within 15 minutes,
    /// to set another password.
    ///
    /// # Errors
    /// `NotFound` for a user that is unknown or disabled.
    pub async fn reset_sign_in(&self, actor: &Actor, id: UserId, now: DateTime<Utc>) -> Result<LinkToken> {
        actor.require(Permission::ManageUsers)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let forgotten =
            sqlx::query!("update users set password_hash = null where id = $1 and disabled_at is null", id.0)
                .execute(&mut *transaction)
                .await?;
        if forgotten.rows_affected() == 0 {
            return Err(Problem::NotFound.into());
        }
        sqlx::query!("delete from sessions where user_id = $1", id.0).execute(&mut *transaction).await?;
        sqlx::query!("delete from sign_in_links where user_id = $1", id.0).execute(&mut *transaction).await?;
        let token = insert(&mut transaction, Some(id), now).await?;
        audit::record(&mut transaction, actor, "user.reset_sign_in", id, json!({}), now).await?;
        transaction.commit().await?;
        Ok(token)
    }
}
