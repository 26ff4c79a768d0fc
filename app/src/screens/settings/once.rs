use leptos::prelude::*;

use crate::components::state::{Notice, Tone};

/// A secret that was made just now. The field is selected whole by the tab key or a triple click.
#[component]
pub fn ShownOnce(
    /// Of what.
    label: &'static str,
    secret: String,
    /// What it is for and how long it is valid.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="once">
            <Notice tone=Tone::Good>{children()}</Notice>
            <div class="field">
                <label for="secret">{label}</label>
                <span class="input mono">
                    <input
                        id="secret"
                        type="text"
                        value=secret
                        readonly
                        autocomplete="off"
                        spellcheck="false"
                        aria-describedby="secret-hint"
                    />
                </span>
                <p class="hint" id="secret-hint">
                    "It is shown now and never again: copy it before you leave this page."
                </p>
            </div>
        </div>
    }
    .into_any()
}
