//! Makes the report whose time has come and sends it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use fleet::{Actor, ReportId};
use report::{Format, period};
use store::ReportMail;
use tracing::{error, warn};

use super::{Context, Report};
use crate::report::{File, Postman, render};

/// Mails of one run.
const AT_ONCE: u32 = 50;

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let made = make_due(context, now).await?;
    let (sent, failed) = match &context.postman {
        Some(postman) => send_due(context, postman, now).await?,
        None => (0, 0),
    };
    Ok(Report::from([("reports".into(), made), ("mails".into(), sent), ("mails_failed".into(), failed)]))
}

fn actor() -> Actor {
    Actor::System("schedule".into())
}

/// A week that was missed while nothing ran is made up for, the oldest first.
async fn make_due(context: &Context, now: DateTime<Utc>) -> anyhow::Result<i64> {
    let Some(schedule) = context.store.due_report(now).await? else { return Ok(0) };
    let due_at = schedule.next_at.context("what is due has a time")?;
    let week = period::last_week(due_at, &schedule.time_zone)?;
    let recipients = &schedule.recipients;
    let made = context.store.make_scheduled_report(&actor(), &week, &schedule.scope, recipients, now).await?;
    let next = period::next(schedule.day, schedule.hour, &schedule.time_zone, due_at)?;
    context.store.report_is_made(due_at, next).await?;
    Ok(i64::from(made.is_some()))
}

async fn send_due(context: &Context, postman: &Postman, now: DateTime<Utc>) -> anyhow::Result<(i64, i64)> {
    let mut files = HashMap::new();
    let (mut sent, mut failed) = (0, 0);
    for mail in context.store.due_report_mails(AT_ONCE, now).await? {
        let letter = match files.entry(mail.report) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => match letter(context, mail.report).await {
                Ok(letter) => free.insert(letter),
                Err(fault) => {
                    error!(report = %mail.report, fault = format!("{fault:#}"), "a mail could not be made of a report");
                    context.store.report_mail_failed(&mail, "the report could not be rendered", now).await?;
                    failed += 1;
                    continue;
                }
            },
        };
        match deliver(postman, &mail, letter).await {
            Ok(()) => {
                context.store.report_mail_sent(&mail, now).await?;
                sent += 1;
            }
            Err(fault) => {
                warn!(report = %mail.report, %fault, "a report could not be sent; it is tried again");
                context.store.report_mail_failed(&mail, &fault, now).await?;
                failed += 1;
            }
        }
    }
    Ok((sent, failed))
}

struct Letter {
    subject: String,
    text: String,
    file: File,
}

async fn letter(context: &Context, id: ReportId) -> anyhow::Result<Letter> {
    let archived = context.store.report(&actor(), id).await?.context("a mail's report is archived")?;
    let subject = format!("Plimsoll weekly report {}", archived.row.period.week);
    let text = format!(
        "{}\n\nThe report is attached. It stands at {}/reports/{id} too.\n",
        report::summary(&archived.report),
        context.address
    );
    Ok(Letter { subject, text, file: render(archived, Format::Pdf).await? })
}

async fn deliver(postman: &Postman, mail: &ReportMail, letter: &Letter) -> Result<(), String> {
    let sent = postman.send(&mail.recipient, &letter.subject, letter.text.clone(), &letter.file).await;
    sent.map_err(|fault| report::cut(&report::visible(&fault.to_string()), 500))
}
