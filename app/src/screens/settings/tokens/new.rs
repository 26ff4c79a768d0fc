use fleet::access::TokenScope;
use leptos::prelude::*;

use super::scope::ScopeChoice;
use super::server_fns::load_tokens;
use super::typed::{LIVES, USUAL_LIFE};
use crate::Answer;
use crate::components::field::TextField;
use crate::components::problem::LoadFailed;
use crate::components::thing_head::ThingHead;
use crate::screens::settings::head::Part;
use crate::screens::settings::once::ShownOnce;
use crate::screens::settings::refusal::RefusedHere;

/// Making a token is answered with its secret.
#[component]
pub fn NewTokenScreen() -> impl IntoView {
    let answer = use_context::<Answer>();
    // Who may not see tokens may not make any.
    let tokens = Resource::new_blocking(|| (), |()| load_tokens());
    view! {
        <Suspense>
            {move || {
                let answer = answer.clone();
                Suspend::new(async move {
                    match tokens.await {
                        Ok(_) => view! { <NewToken answer/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The form, or what became of it.
#[component]
pub fn NewToken(answer: Option<Answer>) -> impl IntoView {
    let content = match answer {
        Some(Answer::Token { name, secret }) => view! {
            <ShownOnce label="Token" secret>
                <b class="strong">{name}</b>
                " is made. Requests carry it after "
                <code>"Authorization: Bearer"</code>
                "."
            </ShownOnce>
            <div class="form-foot">
                <a class="btn" href=Part::Tokens.path()>
                    "All tokens"
                </a>
                <a class="btn" href="/api/docs/">
                    "API description"
                </a>
            </div>
        }
        .into_any(),
        answer => view! { <TokenForm answer/> }.into_any(),
    };
    view! {
        <ThingHead back=Part::Tokens.link() title="Make a token"/>
        <div class="panel">{content}</div>
    }
    .into_any()
}

#[component]
fn TokenForm(answer: Option<Answer>) -> impl IntoView {
    let typed = answer.as_ref().and_then(Answer::typed).cloned();
    let chosen = match &typed {
        Some(typed) => typed.all("scope").filter_map(|scope| scope.parse().ok()).collect(),
        None => vec![TokenScope::Read],
    };
    let typed = typed.unwrap_or_default();
    let life = typed.text("days").parse().unwrap_or(USUAL_LIFE);
    view! {
        <RefusedHere answer/>
        <form method="post" action="/settings/tokens/new">
            <TextField
                name="name"
                label="Name"
                value=typed.text("name").to_owned()
                hint="What will use it. What it does stands under this name in the audit log."
                autocomplete="off"
                required=true
            />
            <ScopeChoice chosen/>
            <div class="field">
                <label for="days">"Valid for"</label>
                <select class="select" id="days" name="days">
                    {LIVES
                        .map(|(days, text)| {
                            view! { <option value=days.to_string() selected=days == life>{text}</option> }
                        })}
                </select>
            </div>
            <div class="form-foot">
                <button class="btn btn-p" type="submit">
                    "Make the token"
                </button>
            </div>
        </form>
    }
    .into_any()
}
