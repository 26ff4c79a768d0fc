use fleet::request::{Progress, Request};
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::components::state::{Notice, Tone};

/// What became of a scan or a connection test that somebody asked for.
#[component]
pub fn RequestProgress(
    request: Request,
    /// Address of this page, with the request in it.
    again: String,
) -> impl IntoView {
    if request.progress.is_over() {
        return view! { <div class="notices"><Shown progress=request.progress again/></div> }.into_any();
    }
    view! { <LiveProgress request again/> }.into_any()
}

/// A request under way. The island follows by itself and reads the page again when it is over; without script a link
/// looks again.
#[island]
fn LiveProgress(request: Request, again: String) -> impl IntoView {
    let id = request.id;
    let progress = RwSignal::new(request.progress);
    Effect::new(move |_| follow(id, progress));
    view! {
        <div class="notices" aria-live="polite">
            {move || view! { <Shown progress=progress.get() again=again.clone()/> }}
        </div>
    }
}

#[component]
fn Shown(progress: Progress, again: String) -> impl IntoView {
    match progress {
        Progress::Waiting => {
            view! { <UnderWay text="Waiting for its turn".into() part=None again/> }.into_any()
        }
        Progress::Running { done, total } => {
            let text =
                if total == 0 { "Connecting".into() } else { format!("{done} of {total} containers read") };
            let part = (total > 0).then(|| f64::from(done) * 100.0 / f64::from(total));
            view! { <UnderWay text part again/> }.into_any()
        }
        Progress::Scanned { recorded } => view! {
            <Notice tone=Tone::Good>
                <b class="strong">"Scanned. "</b>
                {format!(
                    "{} containers read, {} changed; {} findings opened, {} resolved.",
                    recorded.containers,
                    recorded.changed,
                    recorded.opened,
                    recorded.resolved,
                )}
            </Notice>
        }
        .into_any(),
        Progress::Connected { engine, name, containers } => view! {
            <Notice tone=Tone::Good>
                <b class="strong">"Connected. "</b>
                {format!("{name} runs {engine} with {containers} containers.")}
            </Notice>
        }
        .into_any(),
        Progress::Failed { error } => view! {
            <Notice tone=Tone::Error>
                <b class="strong">"Failed: "</b>
                {error.to_string()}
                ". "
                {error.advice()}
            </Notice>
        }
        .into_any(),
    }
}

#[component]
fn UnderWay(text: String, part: Option<f64>, again: String) -> impl IntoView {
    let width = format!("{:.1}", part.unwrap_or_default());
    view! {
        <div class="notice">
            <Icon name="redeploy"/>
            <span class="grow">
                {text}
                <svg class="bar mt-2" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="track" width="100" height="6"></rect>
                    <rect class="f-bar" width=width height="6"></rect>
                </svg>
            </span>
            <a href=again>"Look again"</a>
        </div>
    }
}

/// Listens to the server's events about one request until it is over; then the page has news, so it is read again.
#[cfg(feature = "hydrate")]
fn follow(id: fleet::RequestId, progress: RwSignal<Progress>) {
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent};

    let Ok(source) = EventSource::new(&format!("/events/requests/{id}")) else { return };
    let closing = source.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        let Ok(request) = serde_json::from_str::<Request>(&text) else { return };
        let over = request.progress.is_over();
        progress.set(request.progress);
        if over {
            closing.close();
            let _ = location().reload();
        }
    });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the page, which it ends.
    on_message.forget();
}

#[cfg(not(feature = "hydrate"))]
fn follow(_id: fleet::RequestId, _progress: RwSignal<Progress>) {}
