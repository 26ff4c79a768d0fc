use fleet::access::Permission;
use fleet::host::NewHost;
use fleet::request::{Progress, Request};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::progress::RequestProgress;
use super::registration::Registration;
use super::server_fns::{AddHost, TestConnection, load_connection_test};
use crate::components::field::TextField;
use crate::components::problem::{LoadFailed, Refused, RefusedBy};
use crate::components::thing_head::ThingHead;
use crate::failure::Failure;
use crate::scope;

/// First the connection is tested, then the host is added.
#[component]
pub fn NewHostScreen() -> impl IntoView {
    let query = use_query_map();
    let test = Memo::new(move |_| query.with(|query| query.get("test")));
    let request = Resource::new_blocking(move || test.get(), load_connection_test);
    view! {
        <ThingHead back=(scope::kept("/hosts"), "Hosts") title="Add a host"/>
        <div class="panel">
            <Suspense>
                {move || Suspend::new(async move {
                    let registration = query.with_untracked(Registration::read);
                    match request.await {
                        Ok(loaded) if loaded.role < Permission::ManageHosts.least_role() => {
                            let needs = Permission::ManageHosts.least_role();
                            let failure = Failure(fleet::Problem::Forbidden { needs });
                            view! { <Refused failure/> }.into_any()
                        }
                        Ok(loaded) => view! { <Steps registration request=loaded.value/> }.into_any(),
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn Steps(registration: Registration, request: Option<Request>) -> impl IntoView {
    let Some(request) = request else {
        let refused = registration.problem().map(|problem| view! { <Refused failure=Failure(problem)/> });
        return view! {
            {refused}
            <TestForm registration/>
        }
        .into_any();
    };
    let again = registration.query().with("test", request.id).on("/hosts/new");
    let then = match &request.progress {
        Progress::Connected { .. } => view! {
            <AddForm registration=registration.clone() text="Add this host" primary=true/>
            <h2 class="mt-8">"Change something first"</h2>
            <TestForm registration/>
        }
        .into_any(),
        Progress::Failed { .. } => view! {
            <TestForm registration=registration.clone()/>
            <AddForm registration text="Add it anyway" primary=false/>
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        <RequestProgress request again/>
        {then}
    }
    .into_any()
}

#[component]
fn TestForm(registration: Registration) -> impl IntoView {
    const INTERVALS: [(i64, &str); 5] = [
        (60, "minute"),
        (NewHost::DEFAULT_SCAN_INTERVAL_S, "5 minutes"),
        (900, "15 minutes"),
        (3_600, "hour"),
        (86_400, "day"),
    ];
    let test = ServerAction::<TestConnection>::new();
    let interval = registration.scan_interval_s;
    view! {
        <RefusedBy action=test/>
        <ActionForm action=test>
            <TextField
                name="name"
                label="Name"
                value=registration.name
                hint="As your team calls it; no two hosts have the same."
                required=true
            />
            <TextField
                name="endpoint"
                label="Endpoint"
                value=registration.endpoint
                hint="unix:///var/run/docker.sock on this machine, or tcp://host:port."
                required=true
            />
            <TextField
                name="labels"
                label="Labels"
                value=registration.labels
                hint="Optional: env=prod, team=payments."
            />
            <div class="field">
                <label for="scan_interval_s">"Scan every"</label>
                <select class="select" id="scan_interval_s" name="scan_interval_s">
                    {INTERVALS
                        .map(|(seconds, text)| {
                            view! { <option value=seconds.to_string() selected=seconds == interval>{text}</option> }
                        })}
                </select>
            </div>
            <div class="form-foot">
                <button class="btn btn-p">"Test the connection"</button>
                <span class="t2">"Only asks the engine for its version."</span>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn AddForm(registration: Registration, text: &'static str, primary: bool) -> impl IntoView {
    let add = ServerAction::<AddHost>::new();
    view! {
        <RefusedBy action=add/>
        <ActionForm action=add>
            <input type="hidden" name="name" value=registration.name/>
            <input type="hidden" name="endpoint" value=registration.endpoint/>
            <input type="hidden" name="labels" value=registration.labels/>
            <input type="hidden" name="scan_interval_s" value=registration.scan_interval_s.to_string()/>
            <div class="form-foot">
                <button class=if primary { "btn btn-p" } else { "btn" }>
                    {text}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}
