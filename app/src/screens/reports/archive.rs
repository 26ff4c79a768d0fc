use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::points;
use fleet::report::{Period, ReportRow};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::forms::{MakeForm, ScheduleForm};
use super::server_fns::{Archive, load_reports};
use crate::components::moment::On;
use crate::components::pager::Pager;
use crate::components::problem::LoadFailed;
use crate::components::scrolled::Scrolled;
use crate::components::section::Section;
use crate::components::state::Empty;
use crate::href;
use crate::now::Loaded;

#[component]
pub fn ReportsScreen() -> impl IntoView {
    let params = use_query_map();
    let after = Memo::new(move |_| params.with(|params| params.get("after")));
    let page = Memo::new(move |_| params.with(|params| href::page(params.get("page").as_deref())));
    let reports = Resource::new_blocking(move || after.get(), load_reports);
    view! {
        <Title text="Reports"/>
        <div class="head">
            <div>
                <h1>"Reports"</h1>
            </div>
        </div>
        <Suspense>
            {move || Suspend::new(async move {
                match reports.await {
                    Ok(loaded) => {
                        let first = after.get_untracked().is_none();
                        view! { <ReportArchive loaded first page=page.get_untracked()/> }.into_any()
                    }
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn ReportArchive(
    loaded: Loaded<Archive>,
    /// Whether this is the beginning.
    first: bool,
    /// Counted from 1; only shown.
    page: u32,
) -> impl IntoView {
    let Loaded { now, role, value: Archive { reports, schedule } } = loaded;
    let may_make = role >= Permission::WriteReports.least_role();
    let may_schedule = role >= Permission::ManageReports.least_role();
    let shown = i64::try_from(reports.items.len()).unwrap_or(i64::MAX);
    let next = reports
        .next
        .map(|cursor| href::Query::default().with("after", cursor.0).with("page", page + 1).on("/reports"));
    let time_zone = schedule.time_zone.clone();
    let list = if reports.items.is_empty() {
        view! {
            <Empty title="No report yet">
                <p class="sub">"A report shows one week, Monday to Monday, as it was known at its end. It is kept for ever."</p>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Table rows=reports.items now/>
            <Pager total=reports.total shown page first=(!first).then(|| "/reports".to_owned()) next/>
        }
        .into_any()
    };
    view! {
        {list}
        {may_make
            .then(|| {
                view! {
                    <Section id="make" title="Make a report">
                        <MakeForm time_zone/>
                    </Section>
                }
            })}
        {may_schedule
            .then(|| {
                view! {
                    <Section id="schedule" title="Schedule">
                        <ScheduleForm schedule now/>
                    </Section>
                }
            })}
    }
}

#[component]
fn Table(rows: Vec<ReportRow>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Scrolled label="Reports table">
            <table class="tbl-hover lt">
                <thead>
                    <tr>
                        <th scope="col">"Week"</th>
                        <th scope="col">"Days"</th>
                        <th scope="col">"Scope"</th>
                        <th scope="col" class="num">"Index"</th>
                        <th scope="col" class="num">"Workloads"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Download"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row now/> }).collect_view()}</tbody>
            </table>
        </Scrolled>
    }
    .into_any()
}

#[component]
fn Row(row: ReportRow, now: DateTime<Utc>) -> impl IntoView {
    let unfinished = row.as_of < row.period.until;
    view! {
        <tr>
            <td>
                <a class="wname" href=href::report(row.id)>{row.period.week.clone()}</a>
            </td>
            <td class="sub">{days(&row.period)} {unfinished.then_some(", not over then")}</td>
            <td class="sub any">{scope(&row)}</td>
            <td class="num" data-label="index">{row.index.map_or_else(|| "–".to_owned(), points::score)}</td>
            <td class="num" data-label="workloads">{row.workloads}</td>
            <td class="sub" data-label="made">
                <On at=row.made_at now/>
                " by "
                {row.made_by.clone()}
            </td>
            <td>
                <Downloads row/>
            </td>
        </tr>
    }
}

/// A link for each format.
#[component]
pub fn Downloads(row: ReportRow) -> impl IntoView {
    let week = row.period.week.clone();
    let link = move |format: &'static str| {
        let label = format!("{} of {week}", format.to_uppercase());
        let address = format!("{}/plimsoll-{week}.{format}", href::report(row.id));
        view! {
            <a class="lk" href=address aria-label=label rel="external">
                {format.to_uppercase()}
            </a>
            " "
        }
    };
    view! { <span class="nw">{["pdf", "xlsx", "csv", "json", "html"].map(link)}</span> }
}

/// `9 Nov to 15 Nov 2026, Europe/Berlin`.
pub fn days(period: &Period) -> String {
    let (first, last) = (period.first_day.format("%-d %b"), period.last_day.format("%-d %b %Y"));
    format!("{first} to {last}, {}", period.time_zone)
}

pub fn scope(row: &ReportRow) -> String {
    if row.scope.is_everything() { "Whole fleet".into() } else { row.scope.conditions().join(", ") }
}
