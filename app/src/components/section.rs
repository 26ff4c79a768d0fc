use leptos::prelude::*;

/// A heading, a hairline, content. No box.
#[component]
pub fn Section(
    /// Unique on the page; names the heading.
    id: &'static str,
    #[prop(into)] title: String,
    #[prop(optional, into)] note: Option<String>,
    /// Address and text of a link at the right.
    #[prop(optional, into)]
    more: Option<(String, String)>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="sec" aria-labelledby=id>
            <header>
                <h2 id=id>{title}</h2>
                {note.map(|note| view! { <span class="note">{note}</span> })}
                <span class="sp"></span>
                {more.map(|(href, text)| view! { <a class="more" href=href>{text}</a> })}
            </header>
            {children()}
        </section>
    }
    .into_any()
}
