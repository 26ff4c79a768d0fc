use fleet::workload::SeverityCounts;
use leptos::prelude::*;
use posture::Severity;

/// Suffix of the classes and symbols of a severity.
pub const fn suffix(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "crit",
        Severity::High => "high",
        Severity::Medium => "med",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}

/// As people read it.
pub const fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}

/// The silhouette alone: a word must stand beside it.
#[component]
pub fn Silhouette(severity: Severity) -> impl IntoView {
    let suffix = suffix(severity);
    view! {
        <svg class=format!("si c-{suffix}") aria-hidden="true">
            <use href=format!("#s-{suffix}")></use>
        </svg>
    }
}

/// Silhouette and word.
#[component]
pub fn SeverityChip(severity: Severity) -> impl IntoView {
    view! {
        <span class=format!("sev c-{}", suffix(severity))>
            <Silhouette severity/>
            {title(severity)}
        </span>
    }
    .into_any()
}

/// Head of a matrix: a column for each of these severities, and one for all findings.
#[component]
pub fn SeverityHead(severities: &'static [Severity]) -> impl IntoView {
    view! {
        <thead>
            <tr>
                <td></td>
                {severities
                    .iter()
                    .map(|severity| {
                        view! {
                            <th class="num" scope="col">
                                <Silhouette severity=*severity/>
                                " "
                                {title(*severity)}
                            </th>
                        }
                    })
                    .collect_view()}
                <th class="num" scope="col">"All"</th>
            </tr>
        </thead>
    }
    .into_any()
}

/// Open findings of a row, by severity; info is left out.
#[component]
pub fn Counts(counts: SeverityCounts) -> impl IntoView {
    let cell = move |severity: Severity| {
        let count = counts.of(severity);
        let class = if count == 0 { "z" } else { "" };
        view! {
            <span class=class>
                {(count > 0).then(|| view! { <Silhouette severity/> })}
                <span class="vh">{title(severity)}" "</span>
                {if count == 0 { "·".into() } else { count.to_string() }}
            </span>
        }
    };
    view! {
        <span class="cnt">
            {cell(Severity::Critical)} {cell(Severity::High)} {cell(Severity::Medium)} {cell(Severity::Low)}
        </span>
    }
    .into_any()
}
