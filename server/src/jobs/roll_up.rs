//! Sums up the fleet for the trend.

use chrono::{DateTime, Utc};

use super::{Context, Report};

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let done = context.store.roll_up(now).await?;
    Ok(Report::from([("days".into(), done.days.into())]))
}
