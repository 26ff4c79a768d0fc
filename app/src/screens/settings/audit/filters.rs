use leptos::prelude::*;

use super::AuditQuery;
use crate::components::icon::Icon;
use crate::screens::settings::head::Part;

/// What entries can be about: the first part of an action.
const NOUNS: [(&str, &str); 10] = [
    ("session", "signing in"),
    ("user", "users"),
    ("link", "sign-in links"),
    ("token", "API tokens"),
    ("host", "hosts"),
    ("request", "scans and connection tests"),
    ("finding", "findings"),
    ("ticket", "tickets"),
    ("webhook", "webhooks"),
    ("report", "reports"),
];

#[component]
pub fn FilterBar(query: AuditQuery) -> impl IntoView {
    let actor = query.filter.actor.clone().unwrap_or_default();
    let about = query.filter.action.clone();
    // One action alone is chosen in the list; here it stands as it is.
    let exact = about.clone().filter(|action| NOUNS.iter().all(|(noun, _)| noun != action));
    view! {
        <form class="fbar" method="get" action=Part::Audit.path() role="search">
            <label class="input fsearch">
                <Icon name="user"/>
                <span class="vh">"Who, exactly"</span>
                <input type="search" name="actor" value=actor placeholder="Who, exactly as below"/>
            </label>
            <label class="contents">
                <span class="vh">"About"</span>
                <select class="select" name="action">
                    <option value="">"About anything"</option>
                    {NOUNS
                        .map(|(noun, text)| {
                            let selected = about.as_deref() == Some(noun);
                            view! { <option value=noun selected=selected>{format!("About {text}")}</option> }
                        })}
                    {exact.map(|action| view! { <option value=action.clone() selected>{action.clone()}</option> })}
                </select>
            </label>
            <button class="btn" type="submit">
                "Filter"
            </button>
            <Clear query/>
        </form>
    }
    .into_any()
}

#[component]
fn Clear(query: AuditQuery) -> impl IntoView {
    let filtered = query.filter != fleet::audit::AuditFilter::default();
    filtered.then(|| {
        view! {
            <a class="btn btn-q" href=Part::Audit.path()>
                "Clear"
            </a>
        }
    })
}
