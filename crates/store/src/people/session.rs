use chrono::{DateTime, TimeDelta, Utc};
use fleet::{Actor, UserId};
use serde_json::json;
use sqlx::PgConnection;

use super::token::hash;
use super::{SessionToken, password};
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
        let name = name.trim().replace('\0', "\u{fffd}");
        let now = moment(now);
        let user = sqlx::query!(
            "select id, name, role, password_hash from users
             where lower(name) = lower($1) and disabled_at is null",
            name
        )
        .fetch_optional(&self.pool)
        .await?;
        let hash = user.as_ref().and_then(|user| user.password_hash.clone());
        let right = password::verify(password, hash).await;
        let mut transaction = self.pool.begin().await?;
        let Some(user) = user.filter(|_| right) else {
            let nobody = Actor::System("sign-in".into());
            let claimed: String = name.chars().take(100).collect();
            audit::record(&mut transaction, &nobody, "session.refuse", claimed, json!({}), now).await?;
            transaction.commit().await?;
            return Ok(None);
        };
        let actor =
            Actor::User { id: UserId(user.id), name: user.name, role: word::word("role", &user.role)? };
        let token = begin(&mut transaction, &actor, UserId(user.id), "password", now).await?;
        transaction.commit().await?;
        Ok(Some(token))
    }

    /// Whose session it is; `None`: unknown, idle for more than 12 hours, older than 7 days, or the user is disabled.
    pub async fn session(&self, token: &str, now: DateTime<Utc>) -> Result<Option<Actor>> {
        let now = moment(now);
        let row = sqlx::query!(
            "select users.id, users.name, users.role, sessions.seen_at
             from sessions join users on users.id = sessions.user_id
             where token_hash = $1 and seen_at > $2 and sessions.created_at > $3 and disabled_at is null",
            &hash(token)[..],
            now - LONGEST_IDLE,
            now - LONGEST
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.seen_at + TOUCH <= now {
            sqlx::query!("update sessions set seen_at = $2 where token_hash = $1", &hash(token)[..], now)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(Actor::User { id: UserId(row.id), name: row.name, role: word::word("role", &row.role)? }))
    }

    pub async fn sign_out(&self, token: &str) -> Result<()> {
        sqlx::query!("delete from sessions where token_hash = $1", &hash(token)[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Deletes sessions and links that are over; gives how many.
    pub async fn expire_sessions(&self, now: DateTime<Utc>) -> Result<u32> {
        let sessions = sqlx::query!(
            "delete from sessions where seen_at <= $1 or created_at <= $2",
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
        "insert into sessions (token_hash, user_id, created_at, seen_at) values ($1, $2, $3, $3)",
        &hash(token.expose())[..],
        user.0,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("update users set last_sign_in_at = $2 where id = $1", user.0, now)
        .execute(&mut *connection)
        .await?;
    audit::record(connection, actor, "session.begin", user, json!({ "means": means }), now).await?;
    Ok(token)
}
