use fleet::overview::{CostlyRule, DimensionSummary};
use fleet::points;
use leptos::prelude::*;

use crate::components::meter::Meter;
use crate::components::section::Section;
use crate::components::severity::Silhouette;
use crate::scope;

/// The five means, each with the rule that costs the fleet most there.
#[component]
pub fn DimensionList(dimensions: Vec<DimensionSummary>) -> impl IntoView {
    view! {
        <Section id="dimensions" title="Five dimensions" note="mean score, costliest cause, workloads hit">
            <ul class="rows dims">
                {dimensions.into_iter().map(|summary| view! { <Row summary/> }).collect_view()}
            </ul>
        </Section>
    }
}

#[component]
fn Row(summary: DimensionSummary) -> impl IntoView {
    let DimensionSummary { dimension, mean, costliest } = summary;
    let (cause, hit) = match costliest {
        Some(CostlyRule { rule, title, severity, workloads }) => (
            view! {
                <span class="trunc sub">
                    <Silhouette severity/>
                    " "
                    <a class="lk" href=scope::kept(&format!("/findings?rule={rule}"))>{title}</a>
                </span>
            }
            .into_any(),
            view! { <a class="num muted lk" href=scope::kept(&format!("/workloads?rule={rule}"))>{workloads}</a> }
                .into_any(),
        ),
        None => {
            (view! { <span class="muted">"Nothing"</span> }.into_any(), view! { <span></span> }.into_any())
        }
    };
    view! {
        <li>
            <a class="strong lk" href=scope::kept(&format!("/workloads?sort={}", dimension.as_str()))>{dimension.title()}</a>
            <span class="n-lg">{points::score(mean)}</span>
            <Meter value=mean/>
            {cause}
            {hit}
        </li>
    }
}
