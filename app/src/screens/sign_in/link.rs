use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Door;

/// A one-time link is spent by the button, not by opening it: mail scanners and previews open links too.
#[component]
pub fn SignInLinkScreen() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token")).unwrap_or_default();
    view! {
        <Door title="One-time sign-in">
            <p class="sub mt-2">
                "This link signs you in once. It is valid for 15 minutes after it was made, and spent by the button."
            </p>
            <form method="post" action="/session/link">
                <input type="hidden" name="token" value=token/>
                <div class="form-foot">
                    <button class="btn btn-p" type="submit">"Sign in"</button>
                </div>
            </form>
        </Door>
    }
}
