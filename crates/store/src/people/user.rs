use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::{Actor, Problem, Role, UserId};
use serde_json::json;
use sqlx::PgConnection;

use super::password;
use crate::id::{moment, new_id};
use crate::{Result, Store, audit};

/// Characters.
pub(super) const NAME_LENGTH: std::ops::RangeInclusive<usize> = 1..=100;

impl Store {
    /// How many administrators there are that are not disabled.
    pub async fn administrators(&self) -> Result<i64> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from users where role = 'admin' and disabled_at is null"#
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(count)
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
        actor.require(Permission::ManageUsers)?;
        let name = name.trim();
        let hash = match password {
            Some(password) => Some(password::hash(password).await?),
            None => None,
        };
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let id = insert(&mut transaction, name, role, hash, now).await?;
        audit::record(&mut transaction, actor, "user.add", id, json!({"name": name, "role": role}), now)
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Ends the user's sessions. Everybody may set their own password, for which they need the `current` one if they
    /// have any; others' only who manages users.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` when `current` is not the current password, or the new one is shorter than 12 or longer
    /// than 1,024 characters; `Conflict` when it was changed meanwhile.
    pub async fn set_password(
        &self,
        actor: &Actor,
        id: UserId,
        current: Option<&str>,
        new: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let is_own = actor.user_id() == Some(id);
        if !is_own {
            actor.require(Permission::ManageUsers)?;
        }
        let before = self.password_hash(id).await?;
        if is_own
            && before.is_some()
            && !password::verify(current.unwrap_or_default(), before.clone()).await?
        {
            return Err(Problem::invalid("current password", "it is another").into());
        }
        let after = password::hash(new).await?;
        let mut transaction = self.pool.begin().await?;
        let changed = sqlx::query!(
            "update users set password_hash = $3 where id = $1 and password_hash is not distinct from $2",
            id.0,
            before,
            after
        )
        .execute(&mut *transaction)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(Problem::Conflict { detail: "the password was changed just now".into() }.into());
        }
        sqlx::query!("delete from sessions where user_id = $1", id.0).execute(&mut *transaction).await?;
        audit::record(&mut transaction, actor, "user.set_password", id, json!({}), moment(now)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether the person has a password; who has none signs in by one-time links only.
    ///
    /// # Errors
    /// `NotFound` when the actor is not a person.
    pub async fn has_password(&self, actor: &Actor) -> Result<bool> {
        let id = actor.user_id().ok_or(Problem::NotFound)?;
        Ok(self.password_hash(id).await?.is_some())
    }

    async fn password_hash(&self, id: UserId) -> Result<Option<String>> {
        let hash = sqlx::query_scalar!("select password_hash from users where id = $1", id.0)
            .fetch_optional(&self.pool)
            .await?;
        Ok(hash.ok_or(Problem::NotFound)?)
    }

    /// A disabled user's sessions end.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when no administrator would be left.
    pub async fn set_user_disabled(
        &self,
        actor: &Actor,
        id: UserId,
        disabled: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        lock_administrators(&mut transaction).await?;
        if disabled && is_last_administrator(&mut transaction, id).await? {
            let detail = "this is the last administrator; make another one first";
            return Err(Problem::Conflict { detail: detail.into() }.into());
        }
        let changed = sqlx::query!(
            "update users set disabled_at = case when $2 then coalesce(disabled_at, $3) end where id = $1",
            id.0,
            disabled,
            now
        )
        .execute(&mut *transaction)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(Problem::NotFound.into());
        }
        if disabled {
            sqlx::query!("delete from sessions where user_id = $1", id.0).execute(&mut *transaction).await?;
            sqlx::query!("delete from sign_in_links where user_id = $1", id.0)
                .execute(&mut *transaction)
                .await?;
        }
        let action = if disabled { "user.disable" } else { "user.enable" };
        audit::record(&mut transaction, actor, action, id, json!({}), now).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Two changes to who administrates do not cross.
pub(super) async fn lock_administrators(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('administrators'))").execute(connection).await?;
    Ok(())
}

pub(super) async fn is_last_administrator(connection: &mut PgConnection, id: UserId) -> Result<bool> {
    let is_last = sqlx::query_scalar!(
        r#"select array_agg(id) = array[$1::uuid] as "is_last" from users where role = 'admin' and disabled_at is null"#,
        id.0
    )
    .fetch_one(connection)
    .await?;
    Ok(is_last.unwrap_or(false))
}

pub(super) async fn insert(
    connection: &mut PgConnection,
    name: &str,
    role: Role,
    password_hash: Option<String>,
    now: DateTime<Utc>,
) -> Result<UserId> {
    if !NAME_LENGTH.contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Problem::invalid("name", "1 to 100 characters, none of them a control character").into());
    }
    let id = new_id(now);
    let inserted = sqlx::query!(
        "insert into users (id, name, role, password_hash, created_at) values ($1, $2, $3, $4, $5)
         on conflict ((lower(name))) do nothing",
        id,
        name,
        role.as_str(),
        password_hash,
        now
    )
    .execute(connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(Problem::invalid("name", "somebody has this name already").into());
    }
    Ok(UserId(id))
}
