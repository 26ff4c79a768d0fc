use chrono::{DateTime, Utc};
use fleet::Problem;
use fleet::token::Token;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::scope::ScopeTags;
use super::server_fns::{RevokeToken, load_tokens};
use crate::components::moment::Ago;
use crate::components::problem::{LoadFailed, RefusedBy};
use crate::components::thing_head::ThingHead;
use crate::failure::Failure;
use crate::screens::settings::head::Part;

/// A second look before a token ends.
#[component]
pub fn RevocationScreen() -> impl IntoView {
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id")).unwrap_or_default();
    let tokens = Resource::new_blocking(|| (), |()| load_tokens());
    view! {
        <Suspense>
            {move || {
                let id = id.clone();
                Suspend::new(async move {
                    match tokens.await {
                        Ok(loaded) => {
                            let now = loaded.now;
                            match loaded.value.into_iter().find(|token| token.id.to_string() == id) {
                                Some(token) => view! { <Revocation token now/> }.into_any(),
                                None => view! { <LoadFailed failure=Failure(Problem::NotFound)/> }.into_any(),
                            }
                        }
                        Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
pub fn Revocation(token: Token, now: DateTime<Utc>) -> impl IntoView {
    let revoke = ServerAction::<RevokeToken>::new();
    let last = match token.last_used_at {
        Some(at) => view! { "Last used " <Ago at now/> "." }.into_any(),
        None => "It was never used.".into_any(),
    };
    view! {
        <ThingHead back=Part::Tokens.link() title=format!("Revoke {}", token.name)>
            <p class="facts">
                <span>
                    <code>{format!("{}…", token.prefix)}</code>
                </span>
                <span>
                    <ScopeTags scopes=token.scopes.clone()/>
                </span>
            </p>
        </ThingHead>
        <div class="panel">
            <RefusedBy action=revoke/>
            <p class="sub">
                "Programs that use it are refused from now on. It cannot be taken back; a new token has another secret. "
                {last}
            </p>
            <ActionForm action=revoke>
                <input type="hidden" name="id" value=token.id.to_string()/>
                <div class="form-foot">
                    <button class="btn btn-p">"Revoke it"</button>
                    <a class="btn" href=Part::Tokens.path()>
                        "Keep it"
                    </a>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}
