use fleet::Problem;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn;

use super::icon::BrandMark;
use super::state::{Notice, Tone};
use crate::failure::Failure;

/// What went wrong, in one line.
pub const fn title(problem: &Problem) -> &'static str {
    match problem {
        Problem::Unauthenticated => "You are signed out",
        Problem::Forbidden { .. } | Problem::MissingScope { .. } => "Your role does not allow this",
        Problem::NotFound => "There is nothing here",
        Problem::Invalid { .. } => "Some of that cannot be right",
        Problem::Conflict { .. } | Problem::Stale => "It changed meanwhile",
        Problem::CursorExpired { .. } => "That is not kept any more",
        Problem::Unavailable => "The service is not available right now",
        Problem::Internal => "Something went wrong on our side",
    }
}

/// What to do about it.
pub fn advice(problem: &Problem) -> String {
    match problem {
        Problem::Unauthenticated => "Sign in again; what you were looking at is still there.".into(),
        Problem::Forbidden { needs } => {
            format!("It needs the role {needs}. An administrator can give it to you.")
        }
        Problem::NotFound => {
            "It may have been removed, or the address is wrong. Lists and search find everything that exists."
                .into()
        }
        Problem::Invalid { errors } => errors
            .iter()
            .map(|error| format!("{}: {}", error.field, error.message))
            .collect::<Vec<_>>()
            .join("; "),
        Problem::MissingScope { needs } => format!("The token lacks the scope {needs}."),
        Problem::Stale => problem.to_string(),
        Problem::Conflict { detail } | Problem::CursorExpired { detail } => detail.clone(),
        Problem::Unavailable => "Nothing is lost. Try again shortly.".into(),
        Problem::Internal => {
            "It has been logged. Try again; if it stays, the operator's log says why.".into()
        }
    }
}

/// A screen or a part of it that could not be loaded.
#[component]
pub fn LoadFailed(failure: Failure) -> impl IntoView {
    let Failure(problem) = failure;
    let (href, text) = match problem {
        Problem::Unauthenticated => ("/sign-in", "Sign in"),
        _ => ("/", "Go to the overview"),
    };
    view! {
        <Title text=title(&problem)/>
        <div class="empty">
            <BrandMark/>
            <h1>{title(&problem)}</h1>
            <p class="sub">{advice(&problem)}</p>
            <p class="t2">"Code " <code>{problem.code()}</code></p>
            <a class="btn" href=href>{text}</a>
        </div>
    }
}

/// What became of a change that was refused, above the form that asked for it.
#[component]
pub fn Refused(failure: Failure) -> impl IntoView {
    let Failure(problem) = failure;
    view! {
        <Notice tone=Tone::Error>
            <b class="strong">{title(&problem)}". "</b>
            {advice(&problem)}
        </Notice>
    }
}

/// The refusal of an action's last run, if it was refused.
#[component]
pub fn RefusedBy<S>(action: ServerAction<S>) -> impl IntoView
where
    S: ServerFn<Output = (), Error = Failure> + Clone + Send + Sync + 'static,
{
    let value = action.value();
    move || value.get().and_then(Result::err).map(|failure| view! { <Refused failure/> })
}
