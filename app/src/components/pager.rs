use fleet::Paged;
use leptos::prelude::*;

const MOST_COUNTED: i64 = Paged::<()>::MOST_COUNTED;

/// The way through a list that is longer than its page.
#[component]
pub fn Pager(
    total: i64,
    shown: i64,
    /// Counted from 1.
    page: u32,
    /// Of the first page; `None` on it.
    first: Option<String>,
    /// Of the following page; `None` at the end.
    next: Option<String>,
) -> impl IntoView {
    let range = match total {
        _ if shown == total => format!("All {total}"),
        ..=MOST_COUNTED => format!("{shown} of {total}"),
        _ => format!("{shown} of more than {MOST_COUNTED}"),
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span class="muted">
                {range}
                {(page > 1).then(|| format!(", page {page}"))}
            </span>
            <span class="sp"></span>
            {first.map(|href| view! { <a class="btn btn-s" href=href>"First page"</a> })}
            {next.map(|href| view! { <a class="btn btn-s" href=href rel="next">"Next page"</a> })}
        </nav>
    }
    .into_any()
}
