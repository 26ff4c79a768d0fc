use fleet::access::Permission;
use leptos::prelude::*;
use leptos_router::components::A;

use super::SurroundingsResource;
use super::server_fns::Surroundings;
use crate::components::icon::{BrandMark, Icon};
use crate::scope;

/// Counts one thing of the surroundings; nothing while it is not known.
#[component]
fn Count(surroundings: SurroundingsResource, of: fn(&Surroundings) -> i64) -> impl IntoView {
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                surroundings.await.ok().map(|loaded| view! { <span class="n">{of(&loaded.value)}</span> })
            })}
        </Suspense>
    }
}

#[component]
pub fn SideNav(surroundings: SurroundingsResource) -> impl IntoView {
    view! {
        <nav class="nav" aria-label="Main">
            <a class="brand" href=scope::kept("/")>
                <BrandMark/>
                "Plimsoll"
            </a>
            <ul>
                <li>
                    <A href=scope::kept("/") exact=true>
                        <Icon name="overview"/>
                        "Overview"
                    </A>
                </li>
                <li>
                    <A href=scope::kept("/findings")>
                        <Icon name="findings"/>
                        "Findings"
                        <Count surroundings of=|s| s.summary.to_do.unwrap_or(0)/>
                    </A>
                </li>
                <li>
                    <A href=scope::kept("/workloads")>
                        <Icon name="workloads"/>
                        "Workloads"
                        <Count surroundings of=|s| s.summary.workloads/>
                    </A>
                </li>
                <li>
                    <A href=scope::kept("/hosts")>
                        <Icon name="hosts"/>
                        "Hosts"
                        <Count surroundings of=|s| s.summary.hosts/>
                    </A>
                </li>
                <li>
                    <A href="/reports">
                        <Icon name="reports"/>
                        "Reports"
                    </A>
                </li>
                <SettingsLink surroundings/>
            </ul>
            <p class="foot">
                <Suspense>
                    {move || Suspend::new(async move {
                        surroundings
                            .await
                            .ok()
                            .map(|loaded| {
                                view! { <a href="/settings/about">{format!("Plimsoll {}", loaded.value.version)}</a> }
                            })
                    })}
                </Suspense>
            </p>
        </nav>
    }
    .into_any()
}

/// For those who may change any.
#[component]
fn SettingsLink(surroundings: SurroundingsResource) -> impl IntoView {
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let role = surroundings.await.ok()?.role;
                (role >= Permission::ManageUsers.least_role())
                    .then(|| {
                        view! {
                            <li>
                                <A href="/settings">
                                    <Icon name="settings"/>
                                    "Settings"
                                </A>
                            </li>
                        }
                    })
            })}
        </Suspense>
    }
}

/// The navigation of a phone.
#[component]
pub fn TabBar() -> impl IntoView {
    view! {
        <nav class="tabbar" aria-label="Main, compact">
            <A href=scope::kept("/") exact=true>
                <Icon name="overview"/>
                "Overview"
            </A>
            <A href=scope::kept("/findings")>
                <Icon name="findings"/>
                "Findings"
            </A>
            <A href=scope::kept("/workloads")>
                <Icon name="workloads"/>
                "Workloads"
            </A>
            <A href=scope::kept("/hosts")>
                <Icon name="hosts"/>
                "Hosts"
            </A>
            <A href="/reports">
                <Icon name="reports"/>
                "Reports"
            </A>
        </nav>
    }
    .into_any()
}
