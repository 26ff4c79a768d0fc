use fleet::points;
use leptos::prelude::*;
use posture::Severity;

/// Grey, unless a high or a critical finding is in it.
const fn fill(worst: Option<Severity>) -> &'static str {
    match worst {
        Some(Severity::Critical) => "f-crit",
        Some(Severity::High) => "f-high",
        _ => "f-bar",
    }
}

/// A bar of 0 to 100; the number stands beside it.
#[component]
pub fn Meter(value: f64, #[prop(optional_no_strip)] worst: Option<Severity>) -> impl IntoView {
    view! {
        <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="100" height="6"></rect>
            <rect class=fill(worst) width=format!("{value:.1}") height="6"></rect>
        </svg>
    }
}

/// A dimension's score in a table cell: whole number over a thin bar.
#[component]
pub fn DimensionCell(score: f64, worst: Option<Severity>) -> impl IntoView {
    let class = match worst {
        Some(Severity::Critical) => "strong c-crit",
        Some(Severity::High) => "strong c-high",
        _ => "",
    };
    let whole = points::score(score).split('.').next().unwrap_or_default().to_owned();
    view! {
        <span class="dim">
            <span class=class>
                {whole}
                {worst.map(|worst| view! { <span class="vh">", worst "{worst.as_str()}</span> })}
            </span>
            <svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="3"></rect>
                <rect class=fill(worst) width=format!("{score:.1}") height="3"></rect>
            </svg>
        </span>
    }
}
