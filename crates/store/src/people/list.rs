use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::session::{User, UserFilter};
use fleet::{Actor, Page, Paged, UserId};
use uuid::Uuid;

use crate::{Result, Store, cursor, word};

impl Store {
    /// By name.
    pub async fn list_users(&self, actor: &Actor) -> Result<Vec<User>> {
        actor.require(Permission::ManageUsers)?;
        self.users(&Part::default()).await
    }

    /// As [`Self::list_users`], in parts.
    pub async fn page_of_users(
        &self,
        actor: &Actor,
        filter: &UserFilter,
        page: &Page,
    ) -> Result<Paged<User>> {
        actor.require(Permission::ManageUsers)?;
        let roles =
            (!filter.roles.is_empty()).then(|| filter.roles.iter().map(|role| role.as_str()).collect());
        let all = Part { roles, disabled: filter.disabled, ..Part::default() };
        let total = self.count_users(&all).await?;
        let after = page.after.as_ref().map(cursor::read).transpose()?;
        let part = Part { after, limit: Some(i64::from(cursor::limit(page)) + 1), ..all };
        let mut items = self.users(&part).await?;
        let next = cursor::end(&mut items, page, |last| (last.name.clone(), last.id.0))?;
        Ok(Paged { items, next, total })
    }

    pub async fn user(&self, actor: &Actor, id: UserId) -> Result<Option<User>> {
        actor.require(Permission::ManageUsers)?;
        Ok(self.users(&Part { id: Some(id.0), ..Part::default() }).await?.pop())
    }

    async fn users(&self, part: &Part) -> Result<Vec<User>> {
        let (name, id) = part.after.as_ref().map(|(name, id)| (name, *id)).unzip();
        let rows = sqlx::query_as!(
            Raw,
            r#"select id, name, role, disabled_at is not null as "disabled!", created_at, last_sign_in_at,
                   password_hash is not null as "has_password!"
               from users
               where ($1::uuid is null or id = $1) and ($2::text[] is null or role = any($2))
                   and ($3::bool is null or (disabled_at is not null) = $3)
                   and ($4::text is null or (lower(name), id) > (lower($4), $5))
               order by lower(name), id limit $6"#,
            part.id,
            part.roles.as_deref() as _,
            part.disabled,
            name,
            id,
            part.limit
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// How many the part would hold if it were everything.
    async fn count_users(&self, part: &Part) -> Result<i64> {
        let total = sqlx::query_scalar!(
            r#"select count(*) as "count!" from users
               where ($1::text[] is null or role = any($1)) and ($2::bool is null or (disabled_at is not null) = $2)"#,
            part.roles.as_deref() as _,
            part.disabled
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(total)
    }
}

/// Which people; what is `None` is no condition.
#[derive(Debug, Default)]
struct Part {
    id: Option<Uuid>,
    roles: Option<Vec<&'static str>>,
    disabled: Option<bool>,
    /// Behind the one of this name and id.
    after: Option<(String, Uuid)>,
    limit: Option<i64>,
}

struct Raw {
    id: Uuid,
    name: String,
    role: String,
    disabled: bool,
    created_at: DateTime<Utc>,
    last_sign_in_at: Option<DateTime<Utc>>,
    has_password: bool,
}

impl TryFrom<Raw> for User {
    type Error = crate::StoreError;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: UserId(raw.id),
            name: raw.name,
            role: word::word("role", &raw.role)?,
            disabled: raw.disabled,
            created_at: raw.created_at,
            last_sign_in_at: raw.last_sign_in_at,
            has_password: raw.has_password,
        })
    }
}
