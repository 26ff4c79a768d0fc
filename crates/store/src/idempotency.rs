//! Requests that are carried out once, however often they are sent.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::Actor;

use crate::content::Hash;
use crate::id::moment;
use crate::{Result, Store};

/// How long an answer is kept.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);
/// A request that is under way for longer was cut off: the next one with its key is carried out.
const LONGEST: TimeDelta = TimeDelta::minutes(2);

/// An answer that is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status.
    pub status: u16,
    pub location: Option<String>,
    /// JSON, without any secret.
    pub body: String,
}

/// What is to be done with a request that carries an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once {
    /// Carry it out, then call [`Store::end_once`].
    First,
    /// It was carried out: this was the answer.
    Again(KeptAnswer),
    /// The first one with this key is not answered yet.
    UnderWay,
    /// The key was used for another request.
    Another,
}

impl Store {
    /// Begins a request of `route` that carries an idempotency key; keys of different actors never meet.
    pub async fn begin_once(
        &self,
        actor: &Actor,
        route: &str,
        key: &str,
        body: Hash,
        now: DateTime<Utc>,
    ) -> Result<Once> {
        let now = moment(now);
        let begun = sqlx::query!(
            "insert into idempotency_keys as known (actor, route, key, body_hash, made_at) values ($1, $2, $3, $4, $5)
             on conflict (actor, route, key) do update set
                 body_hash = excluded.body_hash, made_at = excluded.made_at, status = null, location = null,
                 answer = null
             where known.made_at <= $6 or (known.status is null and known.made_at <= $7)",
            owner(actor),
            route,
            key,
            &body[..],
            now,
            now - KEPT_FOR,
            now - LONGEST
        )
        .execute(&self.pool)
        .await?;
        if begun.rows_affected() > 0 {
            return Ok(Once::First);
        }
        let known = sqlx::query!(
            "select body_hash, status, location, answer from idempotency_keys
             where actor = $1 and route = $2 and key = $3",
            owner(actor),
            route,
            key
        )
        .fetch_optional(&self.pool)
        .await?;
        // Between the two statements the first one may have failed: whoever asks again is then the first.
        let Some(known) = known else { return Ok(Once::UnderWay) };
        if known.body_hash != body {
            return Ok(Once::Another);
        }
        Ok(match (known.status, known.answer) {
            (Some(status), Some(body)) => {
                let status = u16::try_from(status).unwrap_or_default();
                Once::Again(KeptAnswer { status, location: known.location, body })
            }
            _ => Once::UnderWay,
        })
    }

    /// Keeps the answer to a request that [`Store::begin_once`] said to carry out; without one it had no effect and
    /// may be sent again.
    pub async fn end_once(
        &self,
        actor: &Actor,
        route: &str,
        key: &str,
        answer: Option<&KeptAnswer>,
    ) -> Result<()> {
        match answer {
            Some(answer) => {
                sqlx::query!(
                    "update idempotency_keys set status = $4, location = $5, answer = $6
                     where actor = $1 and route = $2 and key = $3",
                    owner(actor),
                    route,
                    key,
                    i16::try_from(answer.status).unwrap_or_default(),
                    answer.location,
                    answer.body
                )
                .execute(&self.pool)
                .await?;
            }
            None => {
                sqlx::query!(
                    "delete from idempotency_keys where actor = $1 and route = $2 and key = $3",
                    owner(actor),
                    route,
                    key
                )
                .execute(&self.pool)
                .await?;
            }
        }
        Ok(())
    }

    /// Forgets the answers that are kept no longer; gives how many.
    pub async fn expire_answers(&self, now: DateTime<Utc>) -> Result<u32> {
        let forgotten = sqlx::query!("delete from idempotency_keys where made_at <= $1", now - KEPT_FOR)
            .execute(&self.pool)
            .await?;
        Ok(u32::try_from(forgotten.rows_affected()).unwrap_or(u32::MAX))
    }
}

/// Stays the same when somebody is renamed.
fn owner(actor: &Actor) -> String {
    match actor {
        Actor::User { id, .. } => format!("user {id}"),
        Actor::Token { id, .. } => format!("token {id}"),
        Actor::System(name) => format!("system {name}"),
    }
}
