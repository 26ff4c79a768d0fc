//! What runs here, and whether it does its work.

mod jobs;
mod server_fns;

use fleet::about::About;
use leptos::prelude::*;

use super::head::{Part, PartHead};
use crate::components::problem::LoadFailed;
use crate::components::section::Section;
use crate::now::Loaded;
use jobs::Jobs;
pub use server_fns::load_about;

#[component]
pub fn AboutScreen() -> impl IntoView {
    let about = Resource::new_blocking(|| (), |()| load_about());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match about.await {
                    Ok(loaded) => view! { <AboutPage loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn AboutPage(loaded: Loaded<About>) -> impl IntoView {
    let Loaded { now, role, value: about } = loaded;
    let kind = if about.installation.is_demo() {
        "demo: a simulated fleet; nobody outside is reached"
    } else {
        "real"
    };
    view! {
        <PartHead part=Part::About role/>
        <div class="stack">
            <Section id="versions" title="Versions">
                <dl class="dl">
                    <dt>"Plimsoll"</dt>
                    <dd>{about.version}</dd>
                    <dt>"Rules"</dt>
                    <dd>{format!("revision {}", about.rules_revision)}</dd>
                    <dt>"Policy"</dt>
                    <dd>{format!("version {}", about.policy_version)}</dd>
                    <dt>"Database"</dt>
                    <dd>{format!("PostgreSQL {}; {kind}", about.postgres_version)}</dd>
                    <dt>"API"</dt>
                    <dd>
                        <a class="link" href="/api/docs/">
                            "described here"
                        </a>
                    </dd>
                    <dt>"Licence"</dt>
                    <dd>"Apache License 2.0"</dd>
                </dl>
            </Section>
            <Section id="jobs" title="Background jobs" note="the last run of each that had something to do">
                <Jobs runs=about.jobs now/>
            </Section>
        </div>
    }
    .into_any()
}
