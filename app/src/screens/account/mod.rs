//! The person signed in: how they get in.

mod server_fns;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::field::TextField;
use crate::components::problem::{LoadFailed, RefusedBy};
use server_fns::{Account, SetPassword, load_account};

#[component]
pub fn AccountScreen() -> impl IntoView {
    let account = Resource::new_blocking(|| (), |()| load_account());
    view! {
        <Title text="Account"/>
        <Suspense>
            {move || Suspend::new(async move {
                match account.await {
                    Ok(loaded) => view! { <Person account=loaded.value role=loaded.role.as_str()/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn Person(account: Account, role: &'static str) -> impl IntoView {
    let Account { name, has_password } = account;
    let (title, effect) = if has_password {
        (
            "Change your password",
            "Every session of yours ends, this one too; then sign in with the new password.",
        )
    } else {
        (
            "Set a password",
            "Until then only a one-time link lets you in. This session ends; then sign in with the password.",
        )
    };
    view! {
        <div class="head">
            <div>
                <h1>"Account"</h1>
                <p class="facts">
                    <span>"You sign in as " <b class="strong any">{name.clone()}</b></span>
                    <span>{role}</span>
                </p>
            </div>
        </div>
        <section class="panel" aria-labelledby="password-title">
            <h2 id="password-title">{title}</h2>
            <p class="sub mt-2">{effect}</p>
            <PasswordForm name has_password/>
        </section>
    }
    .into_any()
}

#[component]
fn PasswordForm(name: String, has_password: bool) -> impl IntoView {
    let set = ServerAction::<SetPassword>::new();
    view! {
        <RefusedBy action=set/>
        <ActionForm action=set>
            // Password managers keep the password under this name.
            <input type="text" autocomplete="username" value=name hidden readonly/>
            {has_password
                .then(|| {
                    view! {
                        <TextField
                            name="current"
                            label="Current password"
                            kind="password"
                            autocomplete="current-password"
                            required=true
                        />
                    }
                })}
            <TextField
                name="new"
                label="New password"
                kind="password"
                autocomplete="new-password"
                hint="12 to 1,024 characters."
                required=true
            />
            <div class="form-foot">
                <button class="btn btn-p">"Set the password"</button>
            </div>
        </ActionForm>
    }
    .into_any()
}
