use fleet::Problem;
use leptos::prelude::*;

use crate::components::problem::LoadFailed;
use crate::failure::Failure;

/// An address that names no screen.
#[component]
pub fn NotFoundScreen() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <main class="page" id="main">
            <LoadFailed failure=Failure(Problem::NotFound)/>
        </main>
    }
}
