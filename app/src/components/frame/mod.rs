//! What stands around every screen: navigation, the state of the fleet, the person signed in.

mod nav;
mod scope_menu;
mod server_fns;
mod top_bar;

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::failure::Failure;
use crate::now::Loaded;
use crate::scope;
use nav::{SideNav, TabBar};
use scope_menu::ScopeStrip;
use server_fns::{Surroundings, load_surroundings};
use top_bar::TopBar;

type SurroundingsResource = Resource<Result<Loaded<Surroundings>, Failure>>;

/// Reads the state of the fleet again on every navigation, so that its age stays true.
#[component]
pub fn Frame() -> impl IntoView {
    let location = use_location();
    let surroundings =
        Resource::new_blocking(move || location.pathname.get(), |_| load_surroundings(scope::of_page()));
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="shell">
            <SideNav surroundings/>
            <div class="min-w-0">
                <TopBar surroundings/>
                <main class="page" id="main" tabindex="-1">
                    <Suspense>
                        {move || Suspend::new(async move {
                            surroundings.await.ok().map(|loaded| view! { <ScopeStrip choices=loaded.value.choices/> })
                        })}
                    </Suspense>
                    <Outlet/>
                </main>
            </div>
        </div>
        <TabBar/>
    }
}
