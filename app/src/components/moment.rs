use chrono::{DateTime, Utc};
use fleet::moment;
use leptos::prelude::*;

/// Relative, with the exact UTC moment on hover.
#[component]
pub fn Ago(at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <time class="nw" datetime=at.to_rfc3339() title=moment::exact(at)>
            {moment::relative(at, now)}
        </time>
    }
}

/// Day and minute, with the exact UTC moment on hover.
#[component]
pub fn On(at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <time class="nw" datetime=at.to_rfc3339() title=moment::exact(at)>
            {moment::short(at, now)}
        </time>
    }
}
