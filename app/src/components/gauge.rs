use fleet::{chart, points};
use leptos::prelude::*;

/// The ladder of grades with the load line; the mark floats at the score and sinks with it.
#[component]
pub fn Gauge(
    score: f64,
    /// Letters on the rungs; an index, being a mean, has the rungs' numbers instead.
    #[prop(default = true)]
    letters: bool,
) -> impl IntoView {
    const HEIGHT: f64 = 200.0;
    let gauge = chart::gauge(score, 18.0, HEIGHT - 18.0);
    let side = if score < chart::LOAD_LINE { "below" } else { "above" };
    let label = format!(
        "Load-line gauge: {} of 100, {} {side} the load line at 60",
        points::score(score),
        points::score((score - chart::LOAD_LINE).abs()),
    );
    let rungs = gauge.ticks.iter().map(|y| format!("M36 {y}h8")).collect::<Vec<_>>().concat();
    view! {
        <svg class="gauge" width="108" height=HEIGHT viewBox=format!("0 0 108 {HEIGHT}") role="img" aria-label=label>
            <rect class="water" x="0" y=gauge.load_line width="108" height=HEIGHT - gauge.load_line></rect>
            <path class="wline" d=format!("M0 {}H108", gauge.load_line)></path>
            <path class="spine" d=format!("M36 18V{}{rungs}", HEIGHT - 18.0)></path>
            {if letters { letter_marks(&gauge) } else { number_marks(&gauge) }}
            <path class="beam" d=format!("M44 {}H104", gauge.mark)></path>
            <circle class="ring" cx="74" cy=gauge.mark r="14"></circle>
        </svg>
    }
    .into_any()
}

fn letter_marks(gauge: &chart::Gauge) -> Vec<AnyView> {
    let mark = |&(letter, y, here): &(&'static str, f64, bool)| {
        let class = if here { "t-ink" } else { "" };
        view! { <text x="22" y=y + 4.0 text-anchor="middle" class=class>{letter}</text> }.into_any()
    };
    gauge.letters.iter().map(mark).collect()
}

fn number_marks(gauge: &chart::Gauge) -> Vec<AnyView> {
    let mark = |(value, y): (f64, &f64)| {
        view! { <text x="28" y=y + 4.0 text-anchor="end">{format!("{value:.0}")}</text> }.into_any()
    };
    chart::LADDER.into_iter().zip(&gauge.ticks).map(mark).collect()
}
