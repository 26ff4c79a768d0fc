use leptos::prelude::*;

/// Something wide, such as a table, that scrolls within itself instead of widening the page; also by keyboard.
#[component]
pub fn Scrolled(
    /// What it is, for those who do not see it.
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="tw" tabindex="0" role="region" aria-label=label>
            {children()}
        </div>
    }
    .into_any()
}
