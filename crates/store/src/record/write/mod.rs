//! Bulk writes: a few statements for any number of rows.

mod facts;
mod finding;
mod plain;
mod posture;
mod workload;

use sqlx::PgConnection;

pub(crate) use self::facts::{facts, outcomes};
pub(crate) use self::finding::write as findings;
use super::assess::Context;
use super::assessment::Assessment;
use crate::{Result, event, tally};

pub(crate) fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// Writes what assessing made of workloads; their events come last, through [`event::record`].
pub(crate) async fn assessments(
    connection: &mut PgConnection,
    context: &Context<'_>,
    assessments: &[Assessment],
) -> Result<()> {
    if assessments.is_empty() {
        return Ok(());
    }
    plain::write(connection, assessments).await?;
    workload::write(connection, context, assessments).await?;
    tally::outdate(connection, context.host).await?;
    posture::end(connection, assessments).await?;
    posture::begin(connection, context, assessments).await?;
    let mut rows = Vec::new();
    for assessment in assessments {
        rows.extend(assessment.findings.iter().map(|finding| (Some(assessment.head.id), finding)));
    }
    findings(connection, context.host, &rows).await
}

/// What happened to the findings of these workloads.
pub(crate) fn events(assessments: &[Assessment]) -> Result<Vec<event::Event<'_>>> {
    let mut events = Vec::new();
    for assessment in assessments {
        event::group(assessment.head.id, &assessment.happenings, &mut events)?;
    }
    Ok(events)
}

fn int(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn length(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
