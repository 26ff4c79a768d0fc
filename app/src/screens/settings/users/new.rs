use fleet::Role;
use leptos::prelude::*;

use super::role::RoleChoice;
use super::server_fns::load_users;
use crate::Answer;
use crate::components::field::TextField;
use crate::components::problem::LoadFailed;
use crate::components::thing_head::ThingHead;
use crate::screens::settings::head::Part;
use crate::screens::settings::once::ShownOnce;
use crate::screens::settings::refusal::RefusedHere;

/// Adding somebody is answered with the link by which they come in.
#[component]
pub fn NewUserScreen() -> impl IntoView {
    let answer = use_context::<Answer>();
    // Who may not see users may not add any.
    let users = Resource::new_blocking(|| (), |()| load_users());
    view! {
        <Suspense>
            {move || {
                let answer = answer.clone();
                Suspend::new(async move {
                    match users.await {
                        Ok(_) => view! { <NewUser answer/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The form, or what became of it.
#[component]
pub fn NewUser(answer: Option<Answer>) -> impl IntoView {
    let content = match answer {
        Some(Answer::SignInLink { name, link }) => view! {
            <ShownOnce label="Sign-in link" secret=link>
                <b class="strong">{name}</b>
                " is added. The link signs them in once, within 15 minutes; then they set a password."
            </ShownOnce>
            <div class="form-foot">
                <a class="btn" href=Part::Users.path()>
                    "All users"
                </a>
                <a class="btn" href="/settings/users/new">
                    "Add somebody else"
                </a>
            </div>
        }
        .into_any(),
        answer => view! { <UserForm answer/> }.into_any(),
    };
    view! {
        <ThingHead back=Part::Users.link() title="Add somebody"/>
        <div class="panel">{content}</div>
    }
    .into_any()
}

#[component]
fn UserForm(answer: Option<Answer>) -> impl IntoView {
    let typed = answer.as_ref().and_then(Answer::typed).cloned().unwrap_or_default();
    let chosen = typed.text("role").parse().unwrap_or(Role::Viewer);
    view! {
        <RefusedHere answer/>
        <form method="post" action="/settings/users/new">
            <TextField
                name="name"
                label="Name"
                value=typed.text("name").to_owned()
                hint="They sign in with it: 1 to 100 characters, different from everybody else's."
                autocomplete="off"
                required=true
            />
            <RoleChoice chosen/>
            <div class="form-foot">
                <button class="btn btn-p" type="submit">
                    "Add and make a sign-in link"
                </button>
            </div>
        </form>
    }
    .into_any()
}
