use leptos::prelude::*;
use leptos_router::components::Redirect;

use super::about::load_about;
use super::head::Part;
use crate::components::problem::LoadFailed;

/// Leads to the first part that is open to whoever asks.
#[component]
pub fn SettingsHome() -> impl IntoView {
    let about = Resource::new_blocking(|| (), |()| load_about());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match about.await {
                    Ok(loaded) => {
                        let first = Part::open_to(loaded.role).next().unwrap_or(Part::About);
                        view! { <Redirect path=first.path()/> }.into_any()
                    }
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}
