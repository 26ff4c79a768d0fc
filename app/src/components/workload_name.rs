use fleet::WorkloadId;
use leptos::prelude::*;

use crate::href;
use crate::scope;

/// Project and name of a workload, leading to its screen.
#[component]
pub fn WorkloadName(id: WorkloadId, project: String, name: String) -> impl IntoView {
    let project = (!project.is_empty()).then(|| view! { <span class="pj">{project}" / "</span> });
    view! {
        <a class="wname" href=scope::kept(&href::workload(id))>
            {project}
            {name}
        </a>
    }
}
