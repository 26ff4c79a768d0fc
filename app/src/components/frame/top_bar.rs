use chrono::{DateTime, Utc};
use fleet::Role;
use fleet::access::Permission;
use fleet::overview::FleetSummary;
use leptos::prelude::*;

use super::SurroundingsResource;
use super::scope_menu::ScopeMenu;
use crate::components::icon::{BrandMark, Icon};
use crate::components::moment::Ago;
use crate::scope;
use crate::theme::{SetTheme, Theme};

#[component]
pub fn TopBar(surroundings: SurroundingsResource) -> impl IntoView {
    view! {
        <header class="top">
            <a class="brand brand-s" href=scope::kept("/")>
                <BrandMark/>
                <span class="vh">"Plimsoll overview"</span>
            </a>
            <Suspense>
                {move || Suspend::new(async move {
                    surroundings
                        .await
                        .ok()
                        .map(|loaded| {
                            view! {
                                <Freshness summary=loaded.value.summary.clone() now=loaded.now/>
                                <span class="sp"></span>
                                <ScopeMenu choices=loaded.value.choices/>
                                {(!loaded.value.has_password)
                                    .then(|| {
                                        view! {
                                            <a class="fresh warn" href="/account">
                                                <Icon name="alert" small=true/>
                                                "Set a password"
                                            </a>
                                        }
                                    })}
                                <ThemeMenu theme=loaded.value.theme/>
                                <AccountMenu
                                    name=loaded.value.name
                                    role=loaded.role
                                    has_password=loaded.value.has_password
                                />
                            }
                        })
                })}
            </Suspense>
        </header>
    }
    .into_any()
}

/// How old the data is, and which hosts do not report.
#[component]
fn Freshness(summary: FleetSummary, now: DateTime<Utc>) -> impl IntoView {
    let FleetSummary { hosts, hosts_stale, last_scan_at, .. } = summary;
    view! {
        <span class="fresh scanned">
            <Icon name="clock" small=true/>
            {match last_scan_at {
                Some(at) => view! { <span>"Scanned " <b><Ago at now/></b></span> }.into_any(),
                None => view! { <span>"Never scanned"</span> }.into_any(),
            }}
        </span>
        {(hosts_stale > 0)
            .then(|| {
                view! {
                    <a class="fresh bad" href=scope::kept("/hosts")>
                        <Icon name="alert" small=true/>
                        {format!("{hosts_stale} of {hosts} hosts not reporting")}
                    </a>
                }
            })}
    }
}

#[component]
fn ThemeMenu(theme: Theme) -> impl IntoView {
    let set_theme = ServerAction::<SetTheme>::new();
    view! {
        <details class="menu" name="menu">
            <summary class="btn btn-q btn-i" aria-label="Theme">
                <Icon name="theme"/>
            </summary>
            <ActionForm action=set_theme attr:class="sheet">
                {Theme::ALL
                    .map(|choice| {
                        view! {
                            <button name="theme" value=choice.as_str() aria-pressed=(choice == theme).to_string()>
                                {choice.title()}
                            </button>
                        }
                    })}
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn AccountMenu(name: String, role: Role, has_password: bool) -> impl IntoView {
    view! {
        <details class="menu" name="menu">
            <summary class="btn btn-q btn-i" aria-label=format!("Account: {name}")>
                <Icon name="user"/>
            </summary>
            <form class="sheet" method="post" action="/session/end">
                <p>
                    <b class="strong any">{name}</b>
                    <br/>
                    <span class="t2">{role.as_str()}</span>
                </p>
                <a href="/account">{if has_password { "Change your password" } else { "Set a password" }}</a>
                <a href="/settings">{if role >= Permission::ManageUsers.least_role() { "Settings" } else { "About" }}</a>
                <button type="submit">"Sign out"</button>
            </form>
        </details>
    }
    .into_any()
}
