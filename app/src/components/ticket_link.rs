use fleet::ticket::Ticket;
use leptos::prelude::*;

/// Leads to where a finding is worked on; the page there learns nothing of this one. The store takes nothing but web
/// addresses; whatever else a row may hold is no link here either.
#[component]
pub fn TicketLink(ticket: Ticket) -> impl IntoView {
    let Ticket { system, key, url, .. } = ticket;
    let text = format!("{system} {key}");
    if url.starts_with("https://") || url.starts_with("http://") {
        view! { <a class="lk any" href=url rel="noopener noreferrer external">{text}</a> }.into_any()
    } else {
        view! { <span class="any">{text}</span> }.into_any()
    }
}
