use fleet::workload::WorkloadRow;
use leptos::prelude::*;
use posture::outcome::EscapePath;

use crate::components::scrolled::Scrolled;
use crate::components::section::Section;

/// Every way from the container to the host, as a picture and in words.
#[component]
pub fn EscapePaths(paths: Vec<EscapePath>, row: WorkloadRow) -> impl IntoView {
    (!paths.is_empty()).then(|| {
        let note = if paths.len() == 1 { "1 open".into() } else { format!("{} open", paths.len()) };
        let title = if paths.len() == 1 { "Escape path" } else { "Escape paths" };
        view! {
            <Section id="escape" title=title note=format!("{note}, MITRE ATT&CK T1611")>
                {paths.into_iter().map(|path| view! { <Path path row=row.clone()/> }).collect_view()}
            </Section>
        }
    })
}

#[component]
fn Path(path: EscapePath, row: WorkloadRow) -> impl IntoView {
    let caveat = match (path.needs_escalation, path.downgraded) {
        (true, _) => "Needs root inside the container first.",
        (_, true) => "A user-namespace remap, a rootless engine or a sandbox stands between.",
        _ => "",
    };
    let label = format!("Picture of the escape path: {}", path.kind.title());
    let picture = view! { <Picture path=path.clone() row/> };
    view! {
        <Scrolled label>{picture}</Scrolled>
        <p class="t2">
            <b class="strong">{path.kind.title()}</b>
            " gives "
            {path.gives.title()}
            ". "
            {caveat}
            " Closed by: "
            {path.closed_by}
        </p>
    }
}

/// Four boxes in two zones; the evidence stands in the second.
#[component]
fn Picture(path: EscapePath, row: WorkloadRow) -> impl IntoView {
    let process = if path.needs_escalation { "after escalation" } else { "as it runs" };
    let label = format!(
        "A process in the container {} uses {} ({}) on host {} and gains {}",
        row.name,
        path.kind.title(),
        path.evidence,
        row.host_name,
        path.gives.title(),
    );
    view! {
        <svg class="ch escp" viewBox="0 0 860 140" role="img" aria-label=label>
            <rect class="zone" x="0.5" y="24.5" width="486" height="104" rx="6"></rect>
            <text class="t-2" x="12" y="16">"Container "{cut(&row.name, 44)}</text>
            <rect class="zone hz" x="502.5" y="24.5" width="357" height="104" rx="6"></rect>
            <text class="t-2" x="514" y="16">"Host "{cut(&row.host_name, 40)}</text>
            <rect class="bx" x="16" y="49" width="112" height="54" rx="4"></rect>
            <text class="t-ink" x="28" y="70">"Any process"</text>
            <text x="28" y="87" class="t-2">{process}</text>
            <rect class="bx" x="190" y="49" width="282" height="54" rx="4"></rect>
            <text class="t-ink" x="202" y="70">{cut(path.kind.title(), 38)}</text>
            <text class="mono-t t-2" x="202" y="87">{cut(&path.evidence, 40)}</text>
            <rect class="bx res" x="690" y="49" width="154" height="54" rx="4"></rect>
            <text class="t-ink on-res" x="702" y="70">{capitalised(path.gives.title())}</text>
            <text class="on-res" x="702" y="87">"T1611"</text>
            <path class="ea" d="M128 76H183"></path>
            <path class="eh" d="M190 76l-7-4.5v9z"></path>
            <path class="ea" d="M472 76H683"></path>
            <path class="eh" d="M690 76l-7-4.5v9z"></path>
            <text class="t-2" x="156" y="66" text-anchor="middle">"uses"</text>
            <text class="t-2" x="596" y="66" text-anchor="middle">"leaves the container"</text>
        </svg>
    }
}

/// SVG text does not wrap: at most `length` characters, the whole text stands in the alternative.
fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    text.chars().take(length - 1).chain(['…']).collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
