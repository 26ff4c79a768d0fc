//! Ends what has run out: acceptances, sessions, answers that are kept for repeated requests. None waits for another.

use chrono::{DateTime, Utc};

use super::{Context, Report};

const AT_ONCE: u32 = 500;

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let acceptances = context.store.expire_acceptances(now, AT_ONCE).await;
    let sessions = context.store.expire_sessions(now).await;
    let answers = context.store.expire_answers(now).await;
    Ok(Report::from([
        ("acceptances".into(), acceptances?.into()),
        ("sessions".into(), sessions?.into()),
        ("answers".into(), answers?.into()),
    ]))
}
