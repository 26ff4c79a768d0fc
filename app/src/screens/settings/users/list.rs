use chrono::{DateTime, Utc};
use fleet::session::User;
use leptos::prelude::*;

use super::access::{AccessTag, means};
use super::server_fns::{Users, load_users};
use crate::components::moment::{Ago, On};
use crate::components::problem::LoadFailed;
use crate::components::scrolled::Scrolled;
use crate::href;
use crate::now::Loaded;
use crate::screens::settings::head::{Part, PartHead};

#[component]
pub fn UsersScreen() -> impl IntoView {
    let users = Resource::new_blocking(|| (), |()| load_users());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match users.await {
                    Ok(loaded) => view! { <UserTable loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn UserTable(loaded: Loaded<Users>) -> impl IntoView {
    let Loaded { now, role, value: Users { all, own } } = loaded;
    let rows = all.into_iter().map(move |user| {
        let is_own = own == Some(user.id);
        view! { <Row user is_own now/> }
    });
    view! {
        <PartHead part=Part::Users role>
            <a class="btn btn-p" href="/settings/users/new">
                "Add somebody"
            </a>
        </PartHead>
        <Scrolled label="Users table">
            <table class="tbl-hover lt">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Access"</th>
                        <th scope="col">"Signs in with"</th>
                        <th scope="col" class="num">"Last sign-in"</th>
                        <th scope="col" class="num">"Added"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </Scrolled>
    }
    .into_any()
}

#[component]
fn Row(user: User, is_own: bool, now: DateTime<Utc>) -> impl IntoView {
    let last = match user.last_sign_in_at {
        Some(at) => view! { <Ago at now/> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <tr class:stale-row=user.disabled>
            <td>
                <a class="wname any" href=href::user(user.id)>{user.name.clone()}</a>
                {is_own.then_some(" (you)")}
            </td>
            <td>{user.role.as_str()}</td>
            <td>
                <AccessTag user=user.clone()/>
            </td>
            <td class="sub">{means(&user)}</td>
            <td class="num muted" data-label="last sign-in">{last}</td>
            <td class="num muted" data-label="added">
                <On at=user.created_at now/>
            </td>
        </tr>
    }
    .into_any()
}
