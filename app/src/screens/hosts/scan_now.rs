use fleet::HostId;
use leptos::prelude::*;

use super::server_fns::RequestScan;
use crate::components::icon::Icon;
use crate::components::problem::RefusedBy;

#[component]
pub fn ScanNow(id: HostId) -> impl IntoView {
    let scan = ServerAction::<RequestScan>::new();
    view! {
        <RefusedBy action=scan/>
        <ActionForm action=scan>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="btn">
                <Icon name="redeploy"/>
                "Scan now"
            </button>
        </ActionForm>
    }
}
