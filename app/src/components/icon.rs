use leptos::prelude::*;

/// A symbol of the sprite, as decoration: what it means stands beside it in words.
#[component]
pub fn Icon(
    name: &'static str,
    /// 13 instead of 16 px.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = if small { "ic ic-s" } else { "ic" };
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("#i-{name}")></use>
        </svg>
    }
}

/// The load line, our mark.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="mk" aria-hidden="true">
            <use href="#mark"></use>
        </svg>
    }
}
