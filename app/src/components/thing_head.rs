use leptos::prelude::*;
use leptos_meta::Title;

/// Title of one thing, below the way back to all of them.
#[component]
pub fn ThingHead(
    /// Address and name of the list it belongs to.
    back: (String, &'static str),
    #[prop(into)] title: String,
    /// What can be done with it, at the right.
    #[prop(optional_no_strip)]
    actions: Option<AnyView>,
    /// What is known of it, in a line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (href, list) = back;
    view! {
        <Title text=title.clone()/>
        <div class="head">
            <div>
                <p class="crumb t2">
                    <a href=href>{list}</a>
                </p>
                <h1>{title}</h1>
                {children.map(|children| children())}
            </div>
            {actions.map(|actions| view! { <span class="sp"></span> {actions} })}
        </div>
    }
    .into_any()
}
