use leptos::prelude::*;

use crate::components::state::{Notice, Tone};

/// Why somebody was not let in, by the problem code in the URL.
#[component]
pub fn Refusal(code: Option<String>) -> impl IntoView {
    let text = match code?.as_str() {
        "unauthenticated" => "Name or password is wrong.",
        "link" => {
            "That link was used already, is older than 15 minutes, or was never valid. Ask for another."
        }
        "too-many" => "Too many attempts. Wait a minute, then try again.",
        "expired" => "Your session ended. Sign in again.",
        "unavailable" => "The service is not available right now. Try again shortly.",
        _ => "That did not work. Try again.",
    };
    Some(view! {
        <div class="notices mt-4">
            <Notice tone=Tone::Error>{text}</Notice>
        </div>
    })
}
