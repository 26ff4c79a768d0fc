use fleet::HostId;
use leptos::prelude::*;

use super::server_fns::AcknowledgeClash;
use crate::components::problem::RefusedBy;
use crate::components::state::{Notice, Tone};

/// Which engine is behind a record is in doubt, until an administrator says that it is the right one.
#[component]
pub fn Clash(id: HostId, clash: String, may_acknowledge: bool) -> impl IntoView {
    let acknowledge = ServerAction::<AcknowledgeClash>::new();
    let form = may_acknowledge.then(|| {
        view! {
            <ActionForm action=acknowledge>
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="form-foot">
                    <button class="btn btn-s">"This is the right engine"</button>
                </div>
            </ActionForm>
        }
    });
    view! {
        <RefusedBy action=acknowledge/>
        <Notice tone=Tone::Warning>
            <b class="strong">"Two records may be one engine. "</b>
            {clash}
            {form}
        </Notice>
    }
    .into_any()
}
