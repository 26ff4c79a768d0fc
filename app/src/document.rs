use fleet::Installation;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::theme::Theme;
use crate::{App, Assets};

/// The HTML document around [`App`].
///
/// The hydration markup is our own: the one of Leptos 0.8.23 puts the nonce into `crossorigin`, looks for file hashes
/// beside the executable and loads the module on every page. Without [`Assets`] in context the page is complete and
/// stays without style and script.
pub fn shell() -> impl IntoView {
    send_data_of_islands_only();
    let assets = use_context::<Assets>();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=Theme::of_request().attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link
                    rel="preload"
                    href="/fonts/inter-latin-wght-normal.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin=""
                />
                {assets.map(front_end)}
                <MetaTags/>
            </head>
            <body>
                {is_demo().then(demo_strip)}
                <App/>
                <div class="vh" aria-hidden="true" inner_html=include_str!("sprite.svg")></div>
            </body>
        </html>
    }
}

/// What a screen has loaded is in its markup; the browser needs it a second time for islands only.
fn send_data_of_islands_only() {
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
}

fn is_demo() -> bool {
    use_context::<Installation>().is_some_and(Installation::is_demo)
}

/// Stands on every page of a demo, signed in or not.
fn demo_strip() -> impl IntoView {
    view! {
        <aside class="demo" aria-label="Demo">
            <b>"Demo: simulated fleet"</b>
            <span>"Hosts, workloads and people are made up; nothing outside is reached."</span>
        </aside>
    }
}

/// A button with `data-copy` copies the text of the element of that id; where the browser does not let it, the text is
/// selected.
const COPY: &str = "document.addEventListener('click', async ({ target }) => {\
     const button = target.closest('[data-copy]');\
     if (!button) return;\
     const text = document.getElementById(button.dataset.copy);\
     try {\
     await navigator.clipboard.writeText(text.textContent);\
     button.lastChild.textContent = 'Copied';\
     } catch { getSelection().selectAllChildren(text); }\
     });";

/// The style sheet, and a script that loads the wasm module where there is an island to bring to life.
fn front_end(Assets { js, wasm, css }: Assets) -> impl IntoView {
    let script = format!(
        "const islands = document.querySelectorAll('leptos-island');\
         if (islands.length) {{\
         const app = await import({js:?});\
         await app.default({{ module_or_path: {wasm:?} }});\
         app.hydrate();\
         for (const island of islands) app[island.dataset.component](island);\
         }}\
         {COPY}\
         document.documentElement.dataset.hydrated = '';"
    );
    view! {
        <link rel="stylesheet" href=css/>
        <script r#type="module" nonce=use_nonce()>
            {script}
        </script>
    }
}
