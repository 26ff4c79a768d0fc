use fleet::HostId;
use leptos::prelude::*;

use super::server_fns::RemoveHost;
use crate::components::problem::RefusedBy;

/// Removes a host after a second look; closed until it is asked for.
#[component]
pub fn Removal(id: HostId, name: String) -> impl IntoView {
    let remove = ServerAction::<RemoveHost>::new();
    view! {
        <RefusedBy action=remove/>
        <details class="more-box">
            <summary class="btn">"Remove this host…"</summary>
            <ActionForm action=remove>
                <input type="hidden" name="id" value=id.to_string()/>
                <p class="t2 mt-2 any">
                    <b class="strong">{name}</b>
                    " is not scanned any more: its workloads count as gone and its findings as resolved. Its history stays, and on the host nothing is changed."
                </p>
                <div class="form-foot">
                    <button class="btn">"Remove it"</button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
