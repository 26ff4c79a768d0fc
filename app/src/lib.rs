//! The dashboard: screens, components, server functions.
//!
//! Rendered on the server: every screen is complete without script, and nothing of a screen is sent to the browser
//! twice. What moves by itself is an island, and only islands are in the wasm module. With `ssr` this crate is a
//! library of the server, with `hydrate` it is that module.

#![recursion_limit = "256"]

mod answer;
mod assets;
#[cfg(feature = "ssr")]
mod caller;
mod codec;
mod components;
#[cfg(feature = "ssr")]
mod document;
mod failure;
mod href;
mod now;
mod scope;
mod screens;
mod theme;

#[cfg(feature = "hydrate")]
use leptos::mount::hydrate_islands;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};
#[cfg(feature = "hydrate")]
use wasm_bindgen::prelude::wasm_bindgen;

pub use answer::{Answer, Typed};
pub use assets::Assets;
#[cfg(feature = "ssr")]
pub use document::shell;
pub use now::Now;
pub use screens::{token_typed, webhook_typed};

use components::frame::Frame;
use screens::{
    AboutScreen, AccountScreen, AuditScreen, ChangeWebhookScreen, FindingPane, FindingsScreen, HostScreen,
    HostsScreen, NewHostScreen, NewTokenScreen, NewUserScreen, NewWebhookScreen, NoPane, NotFoundScreen,
    OverviewScreen, RevocationScreen, SettingsHome, SignInLinkScreen, SignInScreen, TokensScreen, UserScreen,
    UsersScreen, WebhookScreen, WebhooksScreen, WorkloadScreen, WorkloadsScreen,
};

/// On the server it becomes markup, and leptos_meta does not escape it; in the browser it becomes text.
fn page_title(title: String) -> String {
    let title = if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title };
    format!("{title} · Plimsoll")
}

/// Everything below `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=page_title text="Plimsoll"/>
        <Router>
            <Routes fallback=NotFoundScreen>
                <Route path=path!("/sign-in") view=SignInScreen ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/link") view=SignInLinkScreen ssr=SsrMode::Async/>
                <ParentRoute path=path!("/") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=OverviewScreen ssr=SsrMode::Async/>
                    <Route path=path!("workloads") view=WorkloadsScreen ssr=SsrMode::Async/>
                    <Route path=path!("workloads/:id") view=WorkloadScreen ssr=SsrMode::Async/>
                    <ParentRoute path=path!("findings") view=FindingsScreen ssr=SsrMode::Async>
                        <Route path=path!("") view=NoPane ssr=SsrMode::Async/>
                        <Route path=path!(":id") view=FindingPane ssr=SsrMode::Async/>
                    </ParentRoute>
                    <Route path=path!("hosts") view=HostsScreen ssr=SsrMode::Async/>
                    <Route path=path!("hosts/new") view=NewHostScreen ssr=SsrMode::Async/>
                    <Route path=path!("hosts/:id") view=HostScreen ssr=SsrMode::Async/>
                    <Route path=path!("account") view=AccountScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings") view=SettingsHome ssr=SsrMode::Async/>
                    <Route path=path!("settings/users") view=UsersScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/users/new") view=NewUserScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/users/:id") view=UserScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/tokens") view=TokensScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/tokens/new") view=NewTokenScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/tokens/:id/revoke") view=RevocationScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/webhooks") view=WebhooksScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/webhooks/new") view=NewWebhookScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/webhooks/:id") view=WebhookScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/webhooks/:id/change") view=ChangeWebhookScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/audit") view=AuditScreen ssr=SsrMode::Async/>
                    <Route path=path!("settings/about") view=AboutScreen ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Entry of the wasm module; each island is an export of its own.
#[cfg(feature = "hydrate")]
#[wasm_bindgen]
pub fn hydrate() {
    hydrate_islands();
    if let Some(root) = document().document_element() {
        // Tells tests of the browser that script has taken over.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
