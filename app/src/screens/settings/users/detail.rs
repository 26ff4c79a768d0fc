use chrono::{DateTime, Utc};
use fleet::Problem;
use fleet::session::User;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::access::{AccessTag, means};
use super::role::RoleChoice;
use super::server_fns::{SetRole, SetUserDisabled, Users, load_users};
use crate::Answer;
use crate::components::moment::Ago;
use crate::components::problem::{LoadFailed, RefusedBy};
use crate::components::section::Section;
use crate::components::thing_head::ThingHead;
use crate::failure::Failure;
use crate::href;
use crate::now::Loaded;
use crate::screens::settings::head::Part;
use crate::screens::settings::once::ShownOnce;
use crate::screens::settings::refusal::RefusedHere;

#[component]
pub fn UserScreen() -> impl IntoView {
    let answer = use_context::<Answer>();
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id")).unwrap_or_default();
    let users = Resource::new_blocking(|| (), |()| load_users());
    view! {
        <Suspense>
            {move || {
                let (answer, id) = (answer.clone(), id.clone());
                Suspend::new(async move {
                    let found = users.await.map(|loaded| loaded.map(|users| one(users, &id)));
                    match found {
                        Ok(Loaded { now, value: Some((user, is_own)), .. }) => {
                            view! { <Person user is_own answer now/> }.into_any()
                        }
                        Ok(_) => view! { <LoadFailed failure=Failure(Problem::NotFound)/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The person of this id, and whether it is the one who asks.
fn one(users: Users, id: &str) -> Option<(User, bool)> {
    let user = users.all.into_iter().find(|user| user.id.to_string() == id)?;
    let is_own = users.own == Some(user.id);
    Some((user, is_own))
}

/// The screen for one answer of the store.
#[component]
pub fn Person(user: User, is_own: bool, answer: Option<Answer>, now: DateTime<Utc>) -> impl IntoView {
    let link = match &answer {
        Some(Answer::SignInLink { name, link }) => Some((name.clone(), link.clone())),
        _ => None,
    };
    view! {
        <Head user=user.clone() now/>
        <div class="panel stack">
            {link
                .map(|(name, link)| {
                    view! {
                        <ShownOnce label="Sign-in link" secret=link>
                            "For "
                            <b class="strong">{name}</b>
                            ": it signs them in once, within 15 minutes; then they set a password."
                        </ShownOnce>
                    }
                })}
            <RefusedHere answer/>
            {if is_own {
                view! { <Own/> }.into_any()
            } else {
                view! {
                    <RoleOf user=user.clone()/>
                    <SignInOf user=user.clone()/>
                    <AccessOf user/>
                }
                .into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Head(user: User, now: DateTime<Utc>) -> impl IntoView {
    let last = match user.last_sign_in_at {
        Some(at) => view! { <span>"signed in " <Ago at now/></span> }.into_any(),
        None => view! { <span>"never signed in"</span> }.into_any(),
    };
    view! {
        <ThingHead back=Part::Users.link() title=user.name.clone()>
            <p class="facts">
                <span>
                    <AccessTag user=user.clone()/>
                </span>
                <span>{user.role.as_str()}</span>
                <span>"signs in with a " {means(&user)}</span>
                {last}
                <span>"added " <Ago at=user.created_at now/></span>
            </p>
        </ThingHead>
    }
    .into_any()
}

#[component]
fn Own() -> impl IntoView {
    view! {
        <p class="sub">
            "This is you. Another administrator can change your role or access; your password is on "
            <a class="link" href="/account">
                "your account page"
            </a>
            "."
        </p>
    }
}

#[component]
fn RoleOf(user: User) -> impl IntoView {
    let set = ServerAction::<SetRole>::new();
    view! {
        <Section id="role" title="What they may do">
            <RefusedBy action=set/>
            <ActionForm action=set>
                <input type="hidden" name="id" value=user.id.to_string()/>
                <RoleChoice chosen=user.role/>
                <div class="form-foot">
                    <button class="btn">"Set the role"</button>
                    <span class="t2">"It counts from their next click on."</span>
                </div>
            </ActionForm>
        </Section>
    }
    .into_any()
}

/// A new link; for who has a password that means forgetting it.
#[component]
fn SignInOf(user: User) -> impl IntoView {
    if user.disabled {
        return ().into_any();
    }
    let page = href::user(user.id);
    let make = if user.has_password {
        view! {
            <details class="more-box mt-4">
                <summary class="btn">"Reset the password…"</summary>
                <form method="post" action=page>
                    <p class="t2 mt-2">
                        "Their password stops working and their sessions end. You get a link that signs them in once, within 15 minutes; then they set a new password."
                    </p>
                    <div class="form-foot">
                        <button class="btn" type="submit">
                            "Reset it and make a sign-in link"
                        </button>
                    </div>
                </form>
            </details>
        }
        .into_any()
    } else {
        view! {
            <form class="mt-4" method="post" action=page>
                <p class="t2">"They have no password yet. A link signs them in once, within 15 minutes."</p>
                <div class="form-foot">
                    <button class="btn" type="submit">
                        "Make a sign-in link"
                    </button>
                </div>
            </form>
        }
        .into_any()
    };
    view! { <Section id="sign-in" title="How they get in">{make}</Section> }.into_any()
}

#[component]
fn AccessOf(user: User) -> impl IntoView {
    let set = ServerAction::<SetUserDisabled>::new();
    let id = user.id.to_string();
    let form = if user.disabled {
        view! {
            <ActionForm action=set attr:class="mt-4">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="disabled" value="false"/>
                <p class="t2">"They cannot sign in. Enabled, they get in as before."</p>
                <div class="form-foot">
                    <button class="btn">"Enable"</button>
                </div>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <details class="more-box mt-4">
                <summary class="btn">"Disable…"</summary>
                <ActionForm action=set>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="disabled" value="true"/>
                    <p class="t2 mt-2 any">
                        <b class="strong">{user.name}</b>
                        " is signed out at once and cannot sign in any more. What they did stays in the record, and tokens they made stay valid."
                    </p>
                    <div class="form-foot">
                        <button class="btn">"Disable them"</button>
                    </div>
                </ActionForm>
            </details>
        }
        .into_any()
    };
    view! {
        <Section id="access" title="Access">
            <RefusedBy action=set/>
            {form}
        </Section>
    }
    .into_any()
}
