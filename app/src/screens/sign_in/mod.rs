//! Getting in: by password, or by a one-time link. Both are plain forms, answered by the server itself.

mod link;
mod refusal;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub use link::SignInLinkScreen;
use refusal::Refusal;

use crate::components::field::TextField;
use crate::components::icon::BrandMark;
use crate::components::state::{Notice, Tone};

/// Frame of the pages before the door.
#[component]
fn Door(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <main class="alone" id="main">
            <div class="card">
                <p class="brand">
                    <BrandMark/>
                    "Plimsoll"
                </p>
                <h1>{title}</h1>
                {children()}
            </div>
        </main>
    }
}

#[component]
pub fn SignInScreen() -> impl IntoView {
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next"));
    view! {
        <Door title="Sign in">
            <Refusal code=query.with_untracked(|query| query.get("problem"))/>
            <PasswordSet set=query.with_untracked(|query| query.get("password")).is_some()/>
            <form method="post" action="/session">
                <TextField name="name" label="Name" autocomplete="username" required=true/>
                <TextField
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                />
                {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                <div class="form-foot">
                    <button class="btn btn-p" type="submit">"Sign in"</button>
                </div>
            </form>
        </Door>
    }
}

/// After a password was set, which ended the session.
#[component]
fn PasswordSet(set: bool) -> impl IntoView {
    set.then(|| {
        view! {
            <div class="notices mt-4">
                <Notice tone=Tone::Good>"Your password is set. Sign in with it."</Notice>
            </div>
        }
    })
}
