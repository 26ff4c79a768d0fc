use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::{Actor, Problem, Role, UserId};
use serde_json::json;

use super::user::{is_last_administrator, lock_administrators};
use crate::id::moment;
use crate::{Result, Store, audit};

impl Store {
    /// What somebody may do from their next request on.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when no administrator would be left.
    pub async fn set_role(&self, actor: &Actor, id: UserId, role: Role, now: DateTime<Utc>) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        let mut transaction = self.pool.begin().await?;
        lock_administrators(&mut transaction).await?;
        if role != Role::Admin && is_last_administrator(&mut transaction, id).await? {
            let detail = "this is the last administrator; make another one first";
            return Err(Problem::Conflict { detail: detail.into() }.into());
        }
        let changed = sqlx::query!("update users set role = $2 where id = $1", id.0, role.as_str())
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Err(Problem::NotFound.into());
        }
        audit::record(&mut transaction, actor, "user.set_role", id, json!({ "role": role }), moment(now))
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
