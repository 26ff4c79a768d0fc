use fleet::points;
use leptos::prelude::*;
use posture::{Dimension, Severity};

use super::why::Part;
use crate::components::severity;

/// Where the hundred points are: kept, held back by the band of the worst severity, lost in each dimension.
#[component]
pub fn WhyStrip(score: f64, parts: Vec<Part>) -> impl IntoView {
    let pieces = pieces(score, &parts);
    let label =
        pieces.iter().map(|piece| format!("{} {}", piece.name, piece.points)).collect::<Vec<_>>().join(", ");
    let mut left = 0.0;
    let drawn = pieces
        .into_iter()
        .map(|piece| {
            let (x, width) = (left * 10.0, piece.size * 10.0);
            left += piece.size;
            view! {
                <rect class=piece.class x=format!("{x:.1}") y="18" width=format!("{:.1}", (width - 1.5).max(0.5)) height="20"></rect>
                {(width >= 72.0).then(|| view! { <text x=format!("{:.1}", x + 2.0) y="11" class="t-2">{piece.name}</text> })}
                {(width >= 34.0).then(|| view! { <text x=format!("{:.1}", x + 2.0) y="54" class="t-ink">{piece.points}</text> })}
            }
        })
        .collect_view();
    view! {
        <div class="stripw" tabindex="0" role="region" aria-label="Points, as a strip">
            <svg class="ch strip" viewBox="0 0 1000 76" role="img" aria-label=format!("Of 100 points: {label}")>
                {drawn}
                <path class="wline" d="M600 14v48"></path>
                <text x="604" y="70" class="t-acc">"load line 60"</text>
            </svg>
        </div>
    }
}

struct Piece {
    name: String,
    points: String,
    size: f64,
    class: &'static str,
}

fn pieces(score: f64, parts: &[Part]) -> Vec<Piece> {
    let worst = parts.iter().filter(|(_, loss)| *loss > 0.0).map(|(finding, _)| finding.severity).max();
    let held = worst.map_or(0.0, band_loss);
    let of_worst = parts.iter().filter(|(f, loss)| *loss > 0.0 && Some(f.severity) == worst).count().max(1);
    let inside = |(finding, loss): &Part| {
        let band = if Some(finding.severity) == worst && *loss > 0.0 { held / of_worst as f64 } else { 0.0 };
        (loss - band).max(0.0)
    };
    let lost =
        |dimension| parts.iter().filter(|(f, _)| f.dimension == Some(dimension)).map(inside).sum::<f64>();
    let mut pieces =
        vec![Piece { name: "Score".into(), points: points::score(score), size: score, class: "keep" }];
    if let Some(worst) = worst.filter(|_| held > 0.0) {
        let name = format!("Held back: a {} finding is open", severity::title(worst).to_lowercase());
        pieces.push(Piece { name, points: points::change(-held), size: held, class: band_class(worst) });
    }
    let mut losses: Vec<_> =
        Dimension::ALL.into_iter().map(|d| (d, lost(d))).filter(|(_, loss)| *loss >= 0.05).collect();
    losses.sort_by(|a, b| b.1.total_cmp(&a.1));
    let classes = ["lost", "lost l-2", "lost l-3", "lost l-4", "lost l-5"];
    pieces.extend(losses.into_iter().zip(classes).map(|((dimension, loss), class)| Piece {
        name: dimension.title().into(),
        points: points::change(-loss),
        size: loss,
        class,
    }));
    pieces
}

/// Points above the band of the worst severity: out of reach while such a finding is open.
const fn band_loss(worst: Severity) -> f64 {
    match worst {
        Severity::Critical => 70.0,
        Severity::High => 40.0,
        Severity::Medium => 10.0,
        Severity::Low | Severity::Info => 0.0,
    }
}

const fn band_class(worst: Severity) -> &'static str {
    match worst {
        Severity::Critical => "lost l-band",
        Severity::High => "lost l-band-high",
        _ => "lost l-band-medium",
    }
}
