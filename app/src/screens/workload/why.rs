use std::collections::HashMap;

use fleet::FindingId;
use fleet::finding::{FindingRow, Replicas};
use fleet::fix::WorkloadFixes;
use fleet::points;
use fleet::ticket::Ticket;
use fleet::workload::WorkloadDetail;
use leptos::prelude::*;
use posture::Dimension;
use posture::score::{DimensionScore, display_shares};

use super::fixes;
use super::why_strip::WhyStrip;
use crate::components::finding_state::StateTag;
use crate::components::scrolled::Scrolled;
use crate::components::section::Section;
use crate::components::severity::SeverityChip;
use crate::components::state::Empty;
use crate::components::ticket_link::TicketLink;
use crate::href;
use crate::scope;

/// One finding with what it takes as it is shown, so that all of them add up.
pub type Part = (FindingRow, f64);

/// Every point that is missing, with the finding that takes it.
#[component]
pub fn Why(
    detail: WorkloadDetail,
    tickets: HashMap<FindingId, Ticket>,
    fixes: WorkloadFixes,
) -> impl IntoView {
    let score = detail.row.score;
    let losses: Vec<f64> = detail.findings.iter().map(|finding| finding.loss).collect();
    let parts: Vec<Part> = detail.findings.into_iter().zip(display_shares(&losses, score)).collect();
    let shown = points::score(score);
    let total: f64 = parts.iter().map(|(_, loss)| loss).sum();
    let note = match parts.len() {
        1 => "every point lost, 1 finding".into(),
        count => format!("every point lost, {count} findings"),
    };
    if parts.is_empty() {
        return view! {
            <Section id="why" title=format!("Why {shown}")>
                <Empty title="No finding">
                    <p class="sub">"Every check that could be made was passed."</p>
                </Empty>
            </Section>
        }
        .into_any();
    }
    view! {
        <Section id="why" title=format!("Why {shown}") note>
            <WhyStrip score parts=parts.clone()/>
            <Scrolled label="Points lost, as a table">
                <table class="why">
                    <thead>
                        <tr>
                            <th scope="col">"Severity"</th>
                            <th scope="col">"Finding"</th>
                            <th scope="col" class="ev">"Evidence"</th>
                            <th scope="col" class="num" title="Share of the loss; all add up to 100 minus the score">
                                "Share of loss"
                            </th>
                            <th scope="col" class="num" title="What the score gains if this alone is fixed">"If fixed"</th>
                            <th scope="col" class="num">"Fix"</th>
                        </tr>
                    </thead>
                    {costliest_first(detail.row.dimensions, &parts)
                        .map(|dimension| dimension_rows(dimension, &parts, &tickets, &fixes))}
                    <tbody>
                        <tr class="tot">
                            <th scope="row" colspan="3">{format!("All parts, 100 − {shown}")}</th>
                            <td class="num strong">{points::change(-total)}</td>
                            <td></td>
                            <td></td>
                        </tr>
                    </tbody>
                </table>
            </Scrolled>
            <p class="t2 mt-2">
                "The share says what a finding takes now; what the score gains when it alone is fixed can be less, as long as an equally severe one stays."
            </p>
        </Section>
    }
    .into_any()
}

fn in_dimension(dimension: Dimension, parts: &[Part]) -> impl Iterator<Item = &Part> {
    parts.iter().filter(move |(finding, _)| finding.dimension == Some(dimension))
}

fn costliest_first(mut dimensions: [DimensionScore; 5], parts: &[Part]) -> [DimensionScore; 5] {
    let loss = |of: &DimensionScore| in_dimension(of.dimension, parts).map(|(_, loss)| loss).sum::<f64>();
    dimensions.sort_by(|a, b| loss(b).total_cmp(&loss(a)));
    dimensions
}

/// The findings of one dimension beneath its sum; nothing where there is none.
fn dimension_rows(
    of: DimensionScore,
    parts: &[Part],
    tickets: &HashMap<FindingId, Ticket>,
    fixes: &WorkloadFixes,
) -> Option<AnyView> {
    let mine: Vec<Part> = in_dimension(of.dimension, parts).cloned().collect();
    let sum: f64 = mine.iter().map(|(_, loss)| loss).sum();
    let row = |part: Part| {
        let ticket = tickets.get(&part.0.id).cloned();
        let fix = fixes.that_closes(&part.0.rule, &part.0.subject);
        view! { <Row part ticket fix/> }
    };
    (!mine.is_empty()).then(|| {
        view! {
            <tbody>
                <tr class="gh">
                    <th scope="rowgroup" colspan="3">
                        <span id=anchor(of.dimension)>{of.dimension.title()}</span>
                        <span class="muted">" scores "{points::score(of.score)}</span>
                    </th>
                    <td class="num strong">{points::change(-sum)}</td>
                    <td></td>
                    <td></td>
                </tr>
                {mine.into_iter().map(row).collect_view()}
            </tbody>
        }
        .into_any()
    })
}

/// Where the rows of a dimension are, for links.
pub const fn anchor(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::ImageTrust => "why-image-trust",
        Dimension::Capabilities => "why-capabilities",
        Dimension::Mounts => "why-mounts",
        Dimension::Secrets => "why-secrets",
        Dimension::Staleness => "why-staleness",
    }
}

#[component]
fn Row(
    part: Part,
    ticket: Option<Ticket>,
    /// The number of the fix that closes it.
    fix: Option<usize>,
) -> impl IntoView {
    let (finding, loss) = part;
    let Replicas { affected: some, all } = finding.replicas;
    let evidence = match finding.subject.as_str() {
        subject if finding.evidence.is_empty() => subject.to_owned(),
        subject if finding.evidence.contains(subject) => finding.evidence,
        subject => format!("{subject}: {}", finding.evidence),
    };
    view! {
        <tr>
            <td class="nw">
                <SeverityChip severity=finding.severity/>
            </td>
            <td>
                <a class="lk" href=scope::kept(&href::finding(finding.id))>{finding.title}</a>
                <span class="mono t2 rid">" "{finding.rule}</span>
                " "
                <StateTag state=finding.state/>
                {ticket.map(|ticket| view! { " " <TicketLink ticket/> })}
                {(some < all).then(|| view! { <span class="t2 nw">{format!(" {some} of {all} containers")}</span> })}
            </td>
            <td class="mono ev any">{evidence}</td>
            <td class="num">{points::change(-loss)}</td>
            <td class="num muted">{(finding.gain > 0.0).then(|| points::gain(finding.gain))}</td>
            <td class="num nw">
                {fix.map(|number| {
                    view! { <a class="link" href=format!("#{}", fixes::anchor(number))>"Fix "{number}</a> }
                })}
            </td>
        </tr>
    }
}
