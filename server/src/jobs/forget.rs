//! Deletes what is older than it is kept.

use chrono::{DateTime, Utc};

use super::{Context, Report};

pub async fn run_once(context: &Context, now: DateTime<Utc>) -> anyhow::Result<Report> {
    let done = context.store.forget(&context.retention, now).await?;
    let rows = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Report::from([
        ("scan_runs".into(), rows(done.scan_runs)),
        ("requests".into(), rows(done.requests)),
        ("audit_entries".into(), rows(done.audit_entries)),
        ("events".into(), rows(done.events)),
        ("days".into(), rows(done.days)),
    ]))
}
