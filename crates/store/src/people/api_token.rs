use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::{Permission, TokenScope, TokenScopes};
use fleet::problem::FieldError;
use fleet::token::{NewToken, Token};
use fleet::{Actor, Page, Paged, Problem, TokenId};
use serde_json::json;
use uuid::Uuid;

use super::TokenSecret;
use super::user::NAME_LENGTH;
use crate::content::storable_text;
use crate::id::{moment, new_id};
use crate::{Result, Store, audit, cursor, word};

/// How exactly it is kept when a token was last used.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

impl Store {
    /// Makes a token. Its secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// `Invalid` for a name out of range or that of another token in use, no scope, or an expiry that is over.
    pub async fn create_token(
        &self,
        actor: &Actor,
        new: &NewToken,
        now: DateTime<Utc>,
    ) -> Result<(Token, TokenSecret)> {
        actor.require(Permission::ManageTokens)?;
        let now = moment(now);
        let errors = wrong_fields(new, now);
        if !errors.is_empty() {
            return Err(Problem::Invalid { errors }.into());
        }
        let secret = TokenSecret::make();
        let scopes: TokenScopes = new.scopes.iter().copied().collect();
        let token = Token {
            id: TokenId(new_id(now)),
            name: new.name.trim().to_owned(),
            prefix: secret.shown().to_owned(),
            scopes: scopes.iter().collect(),
            created_at: now,
            created_by: storable_text(actor.name()),
            expires_at: new.expires_at.map(moment),
            last_used_at: None,
            revoked_at: None,
        };
        let words: Vec<String> = token.scopes.iter().map(ToString::to_string).collect();
        let mut transaction = self.pool.begin().await?;
        let inserted = sqlx::query!(
            "insert into api_tokens (id, token_hash, name, prefix, scopes, created_at, created_by, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict ((lower(name))) where revoked_at is null do nothing",
            token.id.0,
            &secret.hash()[..],
            token.name,
            token.prefix,
            &words,
            token.created_at,
            token.created_by,
            token.expires_at
        )
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Err(Problem::invalid("name", "a token that is in use has this name").into());
        }
        let detail = json!({ "name": token.name, "scopes": words, "expires_at": token.expires_at });
        audit::record(&mut transaction, actor, "token.create", token.id, detail, now).await?;
        transaction.commit().await?;
        Ok((token, secret))
    }

    /// All tokens, newest first.
    pub async fn list_tokens(&self, actor: &Actor) -> Result<Vec<Token>> {
        actor.require(Permission::ManageTokens)?;
        let rows = sqlx::query_as!(
            Raw,
            "select id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at
             from api_tokens order by created_at desc, id desc"
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(Token::try_from).collect()
    }

    /// Oldest first, in parts: all, or only those that are or are not in use.
    pub async fn page_of_tokens(
        &self,
        actor: &Actor,
        in_use: Option<bool>,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<Token>> {
        actor.require(Permission::ManageTokens)?;
        let after: Option<Uuid> = page.after.as_ref().map(cursor::read).transpose()?;
        let mut rows = sqlx::query_as!(
            Raw,
            "select id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at
             from api_tokens
             where ($1::bool is null or (revoked_at is null and (expires_at is null or expires_at > $2)) = $1)
                 and ($3::uuid is null or id > $3)
             order by id limit $4",
            in_use,
            now,
            after,
            i64::from(cursor::limit(page)) + 1
        )
        .fetch_all(&self.pool)
        .await?;
        let total = sqlx::query_scalar!(
            r#"select count(*) as "count!" from api_tokens
               where $1::bool is null or (revoked_at is null and (expires_at is null or expires_at > $2)) = $1"#,
            in_use,
            now
        )
        .fetch_one(&self.pool)
        .await?;
        let next = cursor::end(&mut rows, page, |last| last.id)?;
        let items = rows.into_iter().map(Token::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total })
    }

    /// From now on the token is refused everywhere; one that was revoked already stays so.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId, now: DateTime<Utc>) -> Result<()> {
        actor.require(Permission::ManageTokens)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let name = sqlx::query_scalar!(
            "update api_tokens set revoked_at = coalesce(revoked_at, $2) where id = $1 returning name",
            id.0,
            now
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let name = name.ok_or(Problem::NotFound)?;
        audit::record(&mut transaction, actor, "token.revoke", id, json!({ "name": name }), now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whose token it is; `None`: unknown, revoked or expired.
    pub async fn token_actor(&self, secret: &str, now: DateTime<Utc>) -> Result<Option<Actor>> {
        let now = moment(now);
        let Some(secret) = TokenSecret::read(secret) else { return Ok(None) };
        let row = sqlx::query!(
            "select id, name, scopes, last_used_at from api_tokens
             where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)",
            &secret.hash()[..],
            now
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.last_used_at.is_none_or(|last| last <= now - TOUCH) {
            sqlx::query!(
                "update api_tokens set last_used_at = $2
                 where id = $1 and (last_used_at is null or last_used_at <= $3)",
                row.id,
                now,
                now - TOUCH
            )
            .execute(&self.pool)
            .await?;
        }
        Ok(Some(Actor::Token {
            id: TokenId(row.id),
            name: format!("token:{}", row.name),
            scopes: scopes(&row.scopes)?.into_iter().collect(),
        }))
    }
}

struct Raw {
    id: Uuid,
    name: String,
    prefix: String,
    scopes: Vec<String>,
    created_at: DateTime<Utc>,
    created_by: String,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<Raw> for Token {
    type Error = crate::StoreError;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: TokenId(raw.id),
            name: raw.name,
            prefix: raw.prefix,
            scopes: scopes(&raw.scopes)?,
            created_at: raw.created_at,
            created_by: raw.created_by,
            expires_at: raw.expires_at,
            last_used_at: raw.last_used_at,
            revoked_at: raw.revoked_at,
        })
    }
}

fn scopes(words: &[String]) -> Result<Vec<TokenScope>> {
    words.iter().map(|scope| word::word("scopes", scope)).collect()
}

fn wrong_fields(new: &NewToken, now: DateTime<Utc>) -> Vec<FieldError> {
    let name = new.name.trim();
    let named = NAME_LENGTH.contains(&name.chars().count()) && !name.chars().any(char::is_control);
    [
        (!named, "name", "1 to 100 characters, none of them a control character"),
        (new.scopes.is_empty(), "scopes", "at least one"),
        (new.expires_at.is_some_and(|at| at <= now), "expires_at", "a moment that is still to come"),
    ]
    .into_iter()
    .filter(|(wrong, ..)| *wrong)
    .map(|(_, field, message)| FieldError { field: field.into(), message: message.into() })
    .collect()
}
