use chrono::{DateTime, TimeDelta, Utc};
use fleet::{Actor, UserId};
use serde_json::json;
use sqlx::PgConnection;

use super::token::hash;
use super::{SessionToken, password};
use crate::content::storable_text;
use crate::id::moment;
use crate::{Result, Store, audit, word};

/// A session that is not used for this long is over.
const LONGEST_IDLE: TimeDelta = TimeDelta::hours(12);
/// A session is over after this long in any case.
const LONGEST: TimeDelta = TimeDelta::days(7);
/// How exactly it is kept when a session was last used.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

impl Store {
    /// `None`: name or password is wrong, or the user is disabled. Takes as long for a name that does not exist.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SessionToken>> {
        let now = moment(now);
        let known = sqlx::query!(
            "select id, password_hash from users where lower(name) = lower($1)",
            storable_text(name.trim())
        )
        .fetch_optional(&self.pool)
        .await?;
        let (claimed, hash) = known.map(|user| (UserId(user.id), user.password_hash)).unzip();
        let hash = hash.flatten();
        let right = password::verify(password, hash.clone()).await?;
        let mut transaction = self.pool.begin().await?;
        let actor = match (claimed, hash) {
            (Some(user), Some(hash)) if right => unchanged(&mut transaction, user, &hash).await?,
            _ => None,
        };
        let token = match actor {
            Some((user, actor)) => Some(begin(&mut transaction, &actor, user, "password", now).await?),
            None => refuse(&mut transaction, claimed, now).await.map(|()| None)?,
        };
        transaction.commit().await?;
        Ok(token)
    }

    /// Whose session it is; `None`: unknown, idle for more than 12 hours, older than 7 days, or the user is disabled.
    pub async fn session(&self, token: &str, now: DateTime<Utc>) -> Result<Option<Actor>> {
        let now = moment(now);
        let row = sqlx::query!(
            "select users.id, users.name, users.role, sessions.seen_at
             from sessions join users on users.id = sessions.user_id
             where token_hash = $1 and seen_at >= $2 and sessions.created_at >= $3 and disabled_at is null",
            &hash(token)[..],
            now - LONGEST_IDLE,
            now - LONGEST
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.seen_at <= now - TOUCH {
            sqlx::query!(
                "update sessions set seen_at = $2 where token_hash = $1 and seen_at <= $3",
                &hash(token)[..],
                now,
                now - TOUCH
            )
            .execute(&self.pool)
            .await?;
        }
        Ok(Some(Actor::User { id: UserId(row.id), name: row.name, role: word::word("role", &row.role)? }))
    }

    /// Ends a session; one that is over already stays so.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        sqlx::query!(
            "with ended as (delete from sessions where token_hash = $1 returning user_id)
             insert into audit (at, actor, user_id, action, target)
             select now(), name, id, 'session.end', id::text from users join ended on user_id = id",
            &hash(token)[..]
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Deletes sessions and links that are over; gives how many.
    pub async fn expire_sessions(&self, now: DateTime<Utc>) -> Result<u32> {
        let sessions = sqlx::query!(
            "delete from sessions where seen_at < $1 or created_at < $2",
            now - LONGEST_IDLE,
            now - LONGEST
        )
        .execute(&self.pool)
        .await?;
        let links =
            sqlx::query!("delete from sign_in_links where expires_at <= $1", now).execute(&self.pool).await?;
        Ok(u32::try_from(sessions.rows_affected() + links.rows_affected()).unwrap_or(u32::MAX))
    }
}

/// Who signs in, unless the password was changed or the user disabled while it was verified. Holds the row, so that
/// such a change comes after the session and ends it.
async fn unchanged(
    connection: &mut PgConnection,
    user: UserId,
    hash: &str,
) -> Result<Option<(UserId, Actor)>> {
    let row = sqlx::query!(
        "select name, role from users where id = $1 and password_hash = $2 and disabled_at is null
         for no key update",
        user.0,
        hash
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let actor = Actor::User { id: user, name: row.name, role: word::word("role", &row.role)? };
    Ok(Some((user, actor)))
}

/// Keeps that signing in failed. Not with which name: it may be a password typed into the wrong field.
async fn refuse(connection: &mut PgConnection, claimed: Option<UserId>, now: DateTime<Utc>) -> Result<()> {
    let nobody = Actor::System("sign-in".into());
    let target = claimed.map_or_else(|| "unknown".into(), |user| user.to_string());
    audit::record(connection, &nobody, "session.refuse", target, json!({}), now).await
}

/// A session for a user who has shown to be them, by `means`.
pub(super) async fn begin(
    connection: &mut PgConnection,
    actor: &Actor,
    user: UserId,
    means: &str,
    now: DateTime<Utc>,
) -> Result<SessionToken> {
    let token = SessionToken::make();
    sqlx::query!(
        "with signed_in as (update users set last_sign_in_at = $3 where id = $2 returning id)
         insert into sessions (token_hash, user_id, created_at, seen_at) select $1, id, $3, $3 from signed_in",
        &hash(token.expose())[..],
        user.0,
        now
    )
    .execute(&mut *connection)
    .await?;
    audit::record(connection, actor, "session.begin", user, json!({ "means": means }), now).await?;
    Ok(token)
}
