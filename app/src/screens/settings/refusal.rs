use fleet::Problem;
use leptos::prelude::*;

use crate::Answer;
use crate::components::problem::Refused;
use crate::failure::Failure;

/// Why the form of this page was refused, if it was.
#[component]
pub fn RefusedHere(answer: Option<Answer>) -> impl IntoView {
    let problem: Problem = match answer {
        Some(Answer::Refused { problem, .. }) => problem,
        _ => return ().into_any(),
    };
    view! {
        <div class="notices">
            <Refused failure=Failure(problem)/>
        </div>
    }
    .into_any()
}
