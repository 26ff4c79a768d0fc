//! Evaluates again what time alone has changed, or what an older version of the rules has evaluated.

use chrono::{DateTime, Utc};

use super::{Context, Report};

const AT_ONCE: u32 = 500;

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let done = context.store.reassess_due(now, AT_ONCE).await?;
    Ok(Report::from([("assessed".into(), done.assessed.into()), ("changed".into(), done.changed.into())]))
}
