//! Mails that carry a report: tried again with growing pauses for a day.

use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::Permission;
use fleet::report::{MailState, ReportDelivery};
use fleet::{Actor, ReportId};

use crate::content::storable_text;
use crate::{Result, Store, word};

/// After so many attempts it is given up: the pauses add up to 24 h 31 min.
const MOST_ATTEMPTS: i32 = 12;
/// Pause after the first failure; it doubles, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(1);
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(8);

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportMail {
    pub report: ReportId,
    pub recipient: String,
    pub attempts: i32,
}

impl Store {
    /// Who gets or got a report, by address.
    pub async fn report_deliveries(&self, actor: &Actor, id: ReportId) -> Result<Vec<ReportDelivery>> {
        actor.require(Permission::ManageReports)?;
        let rows = sqlx::query!(
            "select recipient, state, attempts, next_at, sent_at, failure from report_mails
             where report_id = $1 order by recipient",
            id.0
        )
        .fetch_all(&self.pool)
        .await?;
        let deliveries = rows.into_iter().map(|row| {
            let state: MailState = word::name("state", &row.state)?;
            Ok(ReportDelivery {
                recipient: row.recipient,
                state,
                attempts: row.attempts.into(),
                next_at: (state == MailState::Waiting).then_some(row.next_at),
                sent_at: row.sent_at,
                failure: row.failure,
            })
        });
        deliveries.collect()
    }

    /// Mails whose time has come, the oldest first.
    pub async fn due_report_mails(&self, limit: u32, now: DateTime<Utc>) -> Result<Vec<ReportMail>> {
        let rows = sqlx::query!(
            "select report_id, recipient, attempts from report_mails
             where state = 'waiting' and next_at <= $1 order by next_at, report_id, recipient limit $2",
            now,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        let mails = rows.into_iter().map(|row| ReportMail {
            report: ReportId(row.report_id),
            recipient: row.recipient,
            attempts: row.attempts,
        });
        Ok(mails.collect())
    }

    pub async fn report_mail_sent(&self, mail: &ReportMail, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "update report_mails set state = 'sent', sent_at = $3, attempts = attempts + 1, failure = null
             where report_id = $1 and recipient = $2",
            mail.report.0,
            mail.recipient,
            now
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// It is tried again after a pause, unless it was tried often enough. `failure`: words safe to show.
    pub async fn report_mail_failed(
        &self,
        mail: &ReportMail,
        failure: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let attempts = mail.attempts + 1;
        let state = if attempts >= MOST_ATTEMPTS { "dead" } else { "waiting" };
        sqlx::query!(
            "update report_mails set state = $3, attempts = $4, next_at = $5, failure = $6
             where report_id = $1 and recipient = $2",
            mail.report.0,
            mail.recipient,
            state,
            attempts,
            now + pause(attempts),
            storable_text(failure)
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

fn pause(attempts: i32) -> TimeDelta {
    let doubled = FIRST_PAUSE * 2_i32.pow(u32::try_from(attempts - 1).unwrap_or(0).min(16));
    doubled.min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_add_up_to_a_day() {
        assert_eq!(pause(1), TimeDelta::minutes(1));
        assert_eq!(pause(4), TimeDelta::minutes(8));
        let all: TimeDelta = (1..MOST_ATTEMPTS).map(pause).sum();
        assert_eq!(all, TimeDelta::hours(24) + TimeDelta::minutes(31));
    }
}
