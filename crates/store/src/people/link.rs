use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::{Actor, Problem, Role, UserId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::session::begin;
use super::token::hash;
use super::user::{self, lock_administrators};
use super::{LinkToken, SessionToken};
use crate::id::moment;
use crate::{Result, Store, audit, word};

const VALID_FOR: TimeDelta = TimeDelta::minutes(15);
/// The name of the first administrator.
const FIRST: &str = "admin";

impl Store {
    /// A link that signs in once within 15 minutes. Without a user it is for the first administrator, who is made
    /// when the link is used.
    ///
    /// # Errors
    /// `Conflict` for the first administrator when there is one already; `NotFound` for a user that is unknown or
    /// disabled.
    pub async fn sign_in_link(
        &self,
        actor: &Actor,
        user: Option<UserId>,
        now: DateTime<Utc>,
    ) -> Result<LinkToken> {
        actor.require(Permission::ManageUsers)?;
        let now = moment(now);
        match user {
            None if self.administrators().await? > 0 => return Err(there_is_one()),
            Some(user) if !self.is_enabled(user).await? => return Err(Problem::NotFound.into()),
            _ => {}
        }
        let mut transaction = self.pool.begin().await?;
        let token = insert(&mut transaction, user, now).await?;
        let target = user.map_or_else(|| "first administrator".into(), |user| user.to_string());
        audit::record(&mut transaction, actor, "link.make", target, json!({}), now).await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// `None`: unknown, used or too old.
    pub async fn consume_link(&self, token: &str, now: DateTime<Utc>) -> Result<Option<SessionToken>> {
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let link = sqlx::query!(
            "delete from sign_in_links where token_hash = $1 and expires_at > $2 returning user_id",
            &hash(token)[..],
            now
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(link) = link else { return Ok(None) };
        let actor = match link.user_id {
            Some(user) => enabled_user(&mut transaction, user).await?,
            None => first_administrator(&mut transaction, now).await?,
        };
        let Some((id, actor)) = actor.and_then(|actor| Some((actor.user_id()?, actor))) else {
            return Ok(None);
        };
        let session = begin(&mut transaction, &actor, id, "link", now).await?;
        transaction.commit().await?;
        Ok(Some(session))
    }

    async fn is_enabled(&self, user: UserId) -> Result<bool> {
        let mut connection = self.pool.acquire().await?;
        Ok(enabled_user(&mut connection, user.0).await?.is_some())
    }
}

/// A link for a user, or for the first administrator.
pub(super) async fn insert(
    connection: &mut PgConnection,
    user: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<LinkToken> {
    let token = LinkToken::make();
    sqlx::query!(
        "insert into sign_in_links (token_hash, user_id, expires_at) values ($1, $2, $3)",
        &hash(token.expose())[..],
        user.map(|user| user.0),
        now + VALID_FOR
    )
    .execute(connection)
    .await?;
    Ok(token)
}

async fn enabled_user(connection: &mut PgConnection, user: Uuid) -> Result<Option<Actor>> {
    let row = sqlx::query!("select id, name, role from users where id = $1 and disabled_at is null", user)
        .fetch_optional(connection)
        .await?;
    let actor = row.map(|row| {
        Ok(Actor::User { id: UserId(row.id), name: row.name, role: word::word("role", &row.role)? })
    });
    actor.transpose()
}

/// Makes the first administrator; `None`: somebody else has become it meanwhile.
async fn first_administrator(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<Option<Actor>> {
    lock_administrators(connection).await?;
    let taken = sqlx::query_scalar!(
        r#"select exists(select from users where role = 'admin' and disabled_at is null) as "taken!""#
    )
    .fetch_one(&mut *connection)
    .await?;
    if taken {
        return Ok(None);
    }
    let name = free_name(connection).await?;
    let id = user::insert(connection, &name, Role::Admin, None, now).await?;
    let actor = Actor::User { id, name: name.clone(), role: Role::Admin };
    audit::record(connection, &actor, "user.add", id, json!({"name": name, "role": Role::Admin}), now)
        .await?;
    Ok(Some(actor))
}

/// [`FIRST`], with a number where somebody has that name: one who is disabled, or no administrator.
async fn free_name(connection: &mut PgConnection) -> Result<String> {
    let taken =
        sqlx::query_scalar!(r#"select lower(name) as "name!" from users"#).fetch_all(connection).await?;
    let numbered = (2..).map(|number: u32| format!("{FIRST}-{number}"));
    let free = std::iter::once(FIRST.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    Ok(free.expect("there are more numbers than users"))
}

fn there_is_one() -> crate::StoreError {
    Problem::Conflict { detail: "there is an administrator already".into() }.into()
}
