use chrono::{DateTime, Utc};
use fleet::points;
use fleet::report::{Cause, Fix, MailState, Report, ReportDelivery, WorkloadLine};
use fleet::workload::SeverityCounts;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use posture::Severity;

use super::archive::{Downloads, days, scope};
use super::server_fns::{Archived, load_report};
use crate::components::grade::{Delta, Score};
use crate::components::moment::On;
use crate::components::problem::LoadFailed;
use crate::components::scrolled::Scrolled;
use crate::components::section::Section;
use crate::components::severity::{SeverityHead, Silhouette};
use crate::components::state::Empty;
use crate::components::thing_head::ThingHead;
use crate::components::workload_name::WorkloadName;
use crate::now::Loaded;
use crate::screens::hosts::GradeTally;

/// Worst workloads of the preview.
const SHOWN: usize = 10;

#[component]
pub fn ReportScreen() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let report = Resource::new_blocking(move || id.get(), load_report);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match report.await {
                    Ok(loaded) => view! { <Preview loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn Preview(loaded: Loaded<Archived>) -> impl IntoView {
    let Loaded { now, value: Archived { row, report, deliveries }, .. } = loaded;
    let about = format!("{} · {}", days(&row.period), scope(&row));
    let downloads = view! { <Downloads row=row.clone()/> };
    view! {
        <ThingHead
            back=("/reports".to_owned(), "Reports")
            title=format!("Report {}", row.period.week)
            actions=Some(downloads.into_any())
        >
            <p class="t2 any">{about}</p>
        </ThingHead>
        {if report.is_empty() {
            view! {
                <Empty title="Nothing was known">
                    <p class="sub">"There was no host in this scope by the end of the week."</p>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Figures report/> }.into_any()
        }}
        {(!deliveries.is_empty()).then(|| view! { <Deliveries deliveries now/> })}
        <p class="t2 any mt-8">
            "As of " <On at=row.as_of now/> ". Made " <On at=row.made_at now/> " by " {row.made_by.clone()}
            ". BLAKE3 " <code>{row.hash.clone()}</code>
        </p>
    }
}

#[component]
fn Figures(report: Report) -> impl IntoView {
    let change = report.change();
    let Report { summary, changes, worst, fixes, escaping, credentials, accepted, hosts, .. } = report;
    let facts = [
        ("Workloads below the load line", summary.grades.below_load_line()),
        ("Workloads with an escape path", escaping),
        ("New credentials exposed", credentials.total),
        ("Accepted risks", accepted.total),
        ("Hosts that need attention", hosts.total),
    ];
    view! {
        <Section id="index" title="Fleet index">
            <p class="pt-2">
                <span class="n-lg">{summary.index.map_or_else(|| "–".to_owned(), points::score)}</span>
                " "
                {change.map(|change| view! { <Delta change/> })}
            </p>
            <GradeTally grades=summary.grades/>
            <dl class="dl">
                {facts
                    .map(|(name, count)| {
                        view! {
                            <dt>{name}</dt>
                            <dd>{count}</dd>
                        }
                    })}
            </dl>
        </Section>
        <Section id="changed" title="What changed" note="findings in the week">
            <table class="mx">
                <SeverityHead severities=&Severity::WORST_FIRST/>
                <tbody>
                    {changes.kinds().map(|(title, counts)| changed(title, counts))}
                </tbody>
            </table>
        </Section>
        <Worst rows=worst/>
        <Fixes fixes/>
    }
    .into_any()
}

fn changed(name: &'static str, counts: SeverityCounts) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{name}</th>
            {Severity::WORST_FIRST.map(|severity| view! { <td class="num">{counts.of(severity)}</td> })}
            <td class="num strong">{counts.total()}</td>
        </tr>
    }
}

#[component]
fn Worst(rows: Vec<WorkloadLine>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Section id="worst" title="Worst workloads">
                <p class="sub pt-2">"No workload counted then."</p>
            </Section>
        }
        .into_any();
    }
    let row = |line: WorkloadLine| {
        view! {
            <tr>
                <td>
                    <Score grade=line.grade complete=line.complete score=line.score/>
                </td>
                <td class="num">{line.before.map(|before| view! { <Delta change=line.score - before/> })}</td>
                <td class="any">
                    <WorkloadName id=line.id project=line.project name=line.name/>
                </td>
                <td class="sub any">{line.host}</td>
                <td class="any">{line.worst.map(|cause| view! { <Why cause/> })}</td>
            </tr>
        }
    };
    view! {
        <Section id="worst" title="Worst workloads">
            <Scrolled label="Worst workloads table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Score"</th>
                            <th scope="col" class="num">"Week"</th>
                            <th scope="col">"Workload"</th>
                            <th scope="col">"Host"</th>
                            <th scope="col">"Why"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().take(SHOWN).map(row).collect_view()}</tbody>
                </table>
            </Scrolled>
        </Section>
    }
    .into_any()
}

#[component]
fn Why(cause: Cause) -> impl IntoView {
    view! {
        <Silhouette severity=cause.severity/>
        " "
        {cause.title}
        " "
        <code class="t2">{cause.subject}</code>
    }
}

#[component]
fn Fixes(fixes: Vec<Fix>) -> impl IntoView {
    if fixes.is_empty() {
        return view! {
            <Section id="fixes" title="Best next fixes">
                <p class="sub pt-2">"None: no fix would have raised the index."</p>
            </Section>
        }
        .into_any();
    }
    let row = |fix: Fix| {
        view! {
            <tr>
                <th scope="row">
                    <Silhouette severity=fix.severity/>
                    " "
                    {fix.title}
                </th>
                <td class="sub">{fix.fix}</td>
                <td class="num">{fix.workloads}</td>
                <td class="num">{points::gain(fix.gain)}</td>
            </tr>
        }
    };
    view! {
        <Section id="fixes" title="Best next fixes" note="gain of the index, each by itself">
            <Scrolled label="Best next fixes table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Finding"</th>
                            <th scope="col">"What to do"</th>
                            <th scope="col" class="num">"Workloads"</th>
                            <th scope="col" class="num">"Index"</th>
                        </tr>
                    </thead>
                    <tbody>{fixes.into_iter().map(row).collect_view()}</tbody>
                </table>
            </Scrolled>
        </Section>
    }
    .into_any()
}

/// Mails that carry it, for those who set them up.
#[component]
fn Deliveries(deliveries: Vec<ReportDelivery>, now: DateTime<Utc>) -> impl IntoView {
    let row = move |delivery: ReportDelivery| {
        let state = match delivery.state {
            MailState::Sent => "sent",
            MailState::Waiting => "waiting",
            MailState::Dead => "given up",
        };
        let at = delivery.sent_at.or(delivery.next_at);
        view! {
            <tr>
                <th scope="row">{delivery.recipient}</th>
                <td>{state} " " {at.map(|at| view! { <On at now/> })}</td>
                <td class="num">{delivery.attempts}</td>
                <td class="sub any">{delivery.failure}</td>
            </tr>
        }
    };
    view! {
        <Section id="mails" title="Mails">
            <Scrolled label="Mails table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Recipient"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="num">"Attempts"</th>
                            <th scope="col">"Last failure"</th>
                        </tr>
                    </thead>
                    <tbody>{deliveries.into_iter().map(row).collect_view()}</tbody>
                </table>
            </Scrolled>
        </Section>
    }
    .into_any()
}
