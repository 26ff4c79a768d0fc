//! When reports are made by themselves.

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::report::ReportSchedule;
use fleet::{Actor, Problem, Scope};
use serde_json::json;
use sqlx::types::Json;

use crate::content::{document, storable_text};
use crate::{Result, Store, audit};

/// Longest list of recipients, and longest address of one.
const MOST_RECIPIENTS: usize = 50;
const LONGEST_ADDRESS: usize = 254;

impl Store {
    /// Off until somebody sets it. Who gets the reports is for those who may set it, as in [`Self::report_deliveries`].
    pub async fn report_schedule(&self, actor: &Actor) -> Result<ReportSchedule> {
        actor.require(Permission::Read)?;
        let row = sqlx::query!(
            r#"select enabled, day, hour, time_zone, scope as "scope: Json<Scope>", recipients, next_at
               from report_schedule"#
        )
        .fetch_optional(&self.pool)
        .await?;
        let may_see = actor.may(Permission::ManageReports);
        Ok(row.map_or_else(ReportSchedule::default, |row| ReportSchedule {
            enabled: row.enabled,
            day: u8::try_from(row.day).unwrap_or(1),
            hour: u8::try_from(row.hour).unwrap_or(0),
            time_zone: row.time_zone,
            scope: row.scope.0,
            recipients: if may_see { row.recipients } else { Vec::new() },
            next_at: row.next_at,
        }))
    }

    /// Sets day, hour, zone, scope and recipients; `next_at` is what the caller worked out from them.
    ///
    /// # Errors
    /// `Invalid` naming each wrong field; `Conflict` for recipients in a demo.
    pub async fn set_report_schedule(
        &self,
        actor: &Actor,
        schedule: &ReportSchedule,
        now: DateTime<Utc>,
    ) -> Result<()> {
        actor.require(Permission::ManageReports)?;
        check(schedule)?;
        if !schedule.recipients.is_empty() {
            self.require_real("mail").await?;
        }
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "insert into report_schedule (enabled, day, hour, time_zone, scope, recipients, next_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (only_one) do update set
                 enabled = excluded.enabled, day = excluded.day, hour = excluded.hour,
                 time_zone = excluded.time_zone, scope = excluded.scope, recipients = excluded.recipients,
                 next_at = excluded.next_at",
            schedule.enabled,
            i16::from(schedule.day),
            i16::from(schedule.hour),
            schedule.time_zone,
            document(&schedule.scope)?,
            &schedule.recipients,
            schedule.next_at.filter(|_| schedule.enabled)
        )
        .execute(&mut *transaction)
        .await?;
        let detail = json!({
            "enabled": schedule.enabled, "day": schedule.day, "hour": schedule.hour,
            "time_zone": storable_text(&schedule.time_zone), "recipients": schedule.recipients.len(),
        });
        audit::record(&mut transaction, actor, "report.schedule", "report", detail, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The schedule, when its time has come.
    pub async fn due_report(&self, now: DateTime<Utc>) -> Result<Option<ReportSchedule>> {
        let schedule = self.report_schedule(&Actor::System("job:report".into())).await?;
        let due = schedule.enabled && schedule.next_at.is_some_and(|at| at <= now);
        Ok(due.then_some(schedule))
    }

    /// Moves on after a report was made; nothing happens when somebody has set the schedule meanwhile.
    pub async fn report_is_made(&self, due_at: DateTime<Utc>, next_at: DateTime<Utc>) -> Result<()> {
        sqlx::query!("update report_schedule set next_at = $2 where next_at = $1", due_at, next_at)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn check(schedule: &ReportSchedule) -> Result<(), Problem> {
    if !(1..=7).contains(&schedule.day) {
        return Err(Problem::invalid("day", "1 (Monday) to 7 (Sunday)"));
    }
    if schedule.hour > 23 {
        return Err(Problem::invalid("hour", "0 to 23"));
    }
    let errors = schedule.scope.errors("scope.");
    if !errors.is_empty() {
        return Err(Problem::Invalid { errors });
    }
    if schedule.recipients.len() > MOST_RECIPIENTS {
        return Err(Problem::invalid("recipients", "at most 50 addresses"));
    }
    if let Some(wrong) = schedule.recipients.iter().find(|address| !is_address(address)) {
        return Err(Problem::invalid("recipients", format!("{wrong:?} is not a mail address")));
    }
    Ok(())
}

/// One address and nothing else: no name, no list, no header.
fn is_address(text: &str) -> bool {
    let plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '\\');
    text.len() <= LONGEST_ADDRESS
        && text.chars().all(plain)
        && text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !domain.starts_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address_and_nothing_else() {
        for right in ["ada@example.org", "a.b+c@mail.example", "x@localhost"] {
            assert!(is_address(right), "{right}");
        }
        for wrong in [
            "",
            "ada",
            "@x",
            "a@",
            "a@b@c",
            "Ada <ada@example.org>",
            "a@b,c@d",
            "a@b\r\nBcc: c@d",
            "ä@b",
            "a@.b",
        ] {
            assert!(!is_address(wrong), "{wrong:?}");
        }
        assert!(!is_address(&format!("{}@x", "a".repeat(260))));
    }
}
