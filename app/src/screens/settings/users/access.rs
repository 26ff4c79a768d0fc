use fleet::session::User;
use leptos::prelude::*;

/// Whether somebody can sign in, in a word.
#[component]
pub fn AccessTag(user: User) -> impl IntoView {
    let (class, text) = match (user.disabled, user.last_sign_in_at) {
        (true, _) => ("tag", "Disabled"),
        (false, None) => ("tag acc", "Invited"),
        (false, Some(_)) => ("tag ok", "Active"),
    };
    view! { <span class=class>{text}</span> }
}

pub fn means(user: &User) -> &'static str {
    if user.has_password { "password" } else { "one-time link" }
}
