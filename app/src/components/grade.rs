use fleet::grades::Standing;
use fleet::points;
use leptos::prelude::*;
use posture::Grade;

/// A grade's letter; `A?` where checks that could be high or critical are unknown.
#[component]
pub fn GradeChip(
    grade: Grade,
    #[prop(default = true)] complete: bool,
    /// 34 instead of 20 px.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { " lg" } else { "" };
    let open = if complete { "" } else { " open" };
    view! {
        <span class=format!("grade g-{grade}{size}{open}")>
            <span class="vh">"Grade "</span>
            {grade.as_str()}
            {(!complete).then_some("?")}
        </span>
    }
    .into_any()
}

/// The letter of a distribution.
#[component]
pub fn StandingChip(standing: Standing) -> impl IntoView {
    view! { <GradeChip grade=standing.grade() complete=standing != Standing::UnprovenA/> }
}

/// Grade and score as they stand in a table.
#[component]
pub fn Score(grade: Grade, complete: bool, score: f64) -> impl IntoView {
    view! {
        <span class="gs">
            <GradeChip grade complete/>
            {points::score(score)}
        </span>
    }
}

/// A change of a score, with an arrow.
#[component]
pub fn Delta(change: f64) -> impl IntoView {
    let text = points::change(change);
    let (class, arrow, word) = match text.chars().next() {
        Some('+') => ("delta up", "▲ ", "better by "),
        Some('\u{2212}') => ("delta dn", "▼ ", "worse by "),
        _ => ("delta", "", "unchanged "),
    };
    let size = text.trim_start_matches(['+', '\u{2212}']).to_owned();
    view! {
        <span class=class>
            <span aria-hidden="true">{arrow}</span>
            <span class="vh">{word}</span>
            {size}
        </span>
    }
    .into_any()
}
