use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::problem::FieldError;
use fleet::ticket::{Ticket, TicketLink, TicketState};
use fleet::{Actor, FindingId, Problem};
use serde_json::json;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::content::storable_text;
use crate::id::moment;
use crate::{Result, Store, audit};

impl Store {
    /// The ticket of a finding; `None`: it has none, or there is no such finding.
    pub async fn ticket(&self, actor: &Actor, finding: FindingId) -> Result<Option<Ticket>> {
        actor.require(Permission::Read)?;
        Ok(self.tickets(actor, &[finding]).await?.remove(&finding))
    }

    /// Links a finding to a ticket, in place of any other. `revision` is the one of the link that is replaced, if
    /// the caller has seen one.
    ///
    /// # Errors
    /// `NotFound`; `Invalid`; `Stale` when the link is another than `revision` says.
    pub async fn link_ticket(
        &self,
        actor: &Actor,
        finding: FindingId,
        revision: Option<i64>,
        link: &TicketLink,
        now: DateTime<Utc>,
    ) -> Result<Ticket> {
        actor.require(Permission::WriteFindings)?;
        let errors = wrong_fields(link);
        if !errors.is_empty() {
            return Err(Problem::Invalid { errors }.into());
        }
        self.target_of(finding).await?.ok_or(Problem::NotFound)?;
        let now = moment(now);
        let mut transaction = self.pool.begin().await?;
        let before = lock(&mut transaction, finding).await?;
        unchanged(before, revision)?;
        let ticket = Ticket {
            system: link.system.clone(),
            key: link.key.clone(),
            url: link.url.clone(),
            linked_at: now,
            linked_by: storable_text(actor.name()),
            revision: before.unwrap_or(0) + 1,
        };
        sqlx::query!(
            "insert into tickets (finding_id, system, key, url, revision, linked_at, linked_by)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (finding_id) do update set
                 system = excluded.system, key = excluded.key, url = excluded.url, revision = excluded.revision,
                 linked_at = excluded.linked_at, linked_by = excluded.linked_by",
            finding.0,
            ticket.system,
            ticket.key,
            ticket.url,
            ticket.revision,
            ticket.linked_at,
            ticket.linked_by
        )
        .execute(&mut *transaction)
        .await?;
        audit::record(&mut transaction, actor, "ticket.link", finding, json!(link), now).await?;
        transaction.commit().await?;
        Ok(ticket)
    }

    /// Takes the link to a ticket away.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Stale` when it is another than `revision` says.
    pub async fn unlink_ticket(
        &self,
        actor: &Actor,
        finding: FindingId,
        revision: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        actor.require(Permission::WriteFindings)?;
        let mut transaction = self.pool.begin().await?;
        let before = lock(&mut transaction, finding).await?.ok_or(Problem::NotFound)?;
        unchanged(Some(before), revision)?;
        sqlx::query!("delete from tickets where finding_id = $1", finding.0)
            .execute(&mut *transaction)
            .await?;
        audit::record(&mut transaction, actor, "ticket.unlink", finding, json!({}), moment(now)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The tickets that these findings have.
    pub async fn tickets(&self, actor: &Actor, findings: &[FindingId]) -> Result<HashMap<FindingId, Ticket>> {
        actor.require(Permission::Read)?;
        let ids: Vec<Uuid> = findings.iter().map(|finding| finding.0).collect();
        let mut connection = self.pool.acquire().await?;
        of(&mut connection, &ids).await
    }
}

pub(crate) async fn of(
    connection: &mut PgConnection,
    findings: &[Uuid],
) -> Result<HashMap<FindingId, Ticket>> {
    let rows = sqlx::query!(
        "select finding_id, system, key, url, revision, linked_at, linked_by from tickets
             where finding_id = any($1)",
        findings
    )
    .fetch_all(connection)
    .await?;
    let tickets = rows.into_iter().map(|row| {
        let ticket = Ticket {
            system: row.system,
            key: row.key,
            url: row.url,
            linked_at: row.linked_at,
            linked_by: row.linked_by,
            revision: row.revision,
        };
        (FindingId(row.finding_id), ticket)
    });
    Ok(tickets.collect())
}

/// The condition on the finding with this id; begins with `and`.
pub(crate) fn push_condition(
    query: &mut QueryBuilder<Postgres>,
    wanted: Option<TicketState>,
    id: &'static str,
) {
    if let Some(wanted) = wanted {
        query.push(if wanted == TicketState::None { " and not" } else { " and" });
        query.push(" exists (select from tickets where finding_id = ").push(id).push(")");
    }
}

/// The revision of the link there is. Until the end of the transaction nobody else changes it.
async fn lock(connection: &mut PgConnection, finding: FindingId) -> Result<Option<i64>> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", format!("ticket of {finding}"))
        .execute(&mut *connection)
        .await?;
    let revision = sqlx::query_scalar!("select revision from tickets where finding_id = $1", finding.0)
        .fetch_optional(connection)
        .await?;
    Ok(revision)
}

fn unchanged(before: Option<i64>, seen: Option<i64>) -> Result<()> {
    if seen.is_none() || seen == before {
        return Ok(());
    }
    Err(Problem::Stale.into())
}

fn wrong_fields(link: &TicketLink) -> Vec<FieldError> {
    let is_text = |text: &str, most: usize| {
        (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    let is_address = |url: &str| {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        rest.is_some_and(|rest| {
            is_text(rest, 2_000) && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
        })
    };
    [
        (is_text(&link.system, 50), "system", "1 to 50 characters, none of them a control character"),
        (is_text(&link.key, 200), "key", "1 to 200 characters, none of them a control character"),
        (is_address(&link.url), "url", "https:// or http://, at most 2,000 characters, no spaces"),
    ]
    .into_iter()
    .filter(|(right, ..)| !right)
    .map(|(_, field, message)| FieldError { field: field.into(), message: message.into() })
    .collect()
}
