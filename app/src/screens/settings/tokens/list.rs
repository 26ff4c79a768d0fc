use chrono::{DateTime, TimeDelta, Utc};
use fleet::token::Token;
use leptos::prelude::*;

use super::scope::ScopeTags;
use super::server_fns::load_tokens;
use crate::components::moment::{Ago, On};
use crate::components::problem::LoadFailed;
use crate::components::scrolled::Scrolled;
use crate::components::section::Section;
use crate::components::state::Empty;
use crate::href;
use crate::now::Loaded;
use crate::screens::settings::head::{Part, PartHead};

/// An expiry that is nearer than this wants to be seen.
const SOON: TimeDelta = TimeDelta::days(14);

#[component]
pub fn TokensScreen() -> impl IntoView {
    let tokens = Resource::new_blocking(|| (), |()| load_tokens());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match tokens.await {
                    Ok(loaded) => view! { <TokenLists loaded/> }.into_any(),
                    Err(failure) => view! { <LoadFailed failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The screen for one answer of the store.
#[component]
pub fn TokenLists(loaded: Loaded<Vec<Token>>) -> impl IntoView {
    let Loaded { now, role, value: tokens } = loaded;
    let (in_use, over): (Vec<Token>, Vec<Token>) = tokens.into_iter().partition(|token| token.is_in_use(now));
    let over = (!over.is_empty()).then(|| {
        view! {
            <Section id="over" title="No longer in use" note=over.len().to_string()>
                <TokenTable tokens=over now/>
            </Section>
        }
    });
    view! {
        <PartHead part=Part::Tokens role>
            <a class="btn" href="/api/docs/">
                "API description"
            </a>
            <a class="btn btn-p" href="/settings/tokens/new">
                "Make a token"
            </a>
        </PartHead>
        <div class="stack">
            {if in_use.is_empty() {
                view! { <NoToken/> }.into_any()
            } else {
                view! { <TokenTable tokens=in_use now/> }.into_any()
            }}
            {over}
        </div>
    }
    .into_any()
}

#[component]
fn NoToken() -> impl IntoView {
    view! {
        <Empty title="No token in use">
            <p class="sub">
                "Programs call the REST API with a token: a ticketing system that follows findings, a script that adds hosts. None can get in now."
            </p>
        </Empty>
    }
}

#[component]
fn TokenTable(tokens: Vec<Token>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Scrolled label="Tokens table">
            <table class="tbl-hover lt">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"May"</th>
                        <th scope="col">"Valid until"</th>
                        <th scope="col" class="num">"Last used"</th>
                        <th scope="col" class="num">"Made"</th>
                        <th scope="col">
                            <span class="vh">"Action"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{tokens.into_iter().map(|token| view! { <Row token now/> }).collect_view()}</tbody>
            </table>
        </Scrolled>
    }
    .into_any()
}

#[component]
fn Row(token: Token, now: DateTime<Utc>) -> impl IntoView {
    let in_use = token.is_in_use(now);
    let last = match token.last_used_at {
        Some(at) => view! { <Ago at now/> }.into_any(),
        None => "never".into_any(),
    };
    let revoke = in_use.then(|| {
        let label = format!("Revoke {}", token.name);
        view! {
            <a class="btn btn-s" href=href::revocation(token.id) aria-label=label>
                "Revoke…"
            </a>
        }
    });
    view! {
        <tr class:stale-row=!in_use>
            <td>
                <b class="wname any">{token.name.clone()}</b>
                " "
                <code class="t2">{format!("{}…", token.prefix)}</code>
            </td>
            <td>
                <ScopeTags scopes=token.scopes.clone()/>
            </td>
            <td>
                <Until token=token.clone() now/>
            </td>
            <td class="num muted" data-label="last used">{last}</td>
            <td class="num muted" data-label="made">
                <On at=token.created_at now/>
                <span class="any">{format!(" by {}", token.created_by)}</span>
            </td>
            <td class="c-act">{revoke}</td>
        </tr>
    }
    .into_any()
}

/// When a token ends, or how it ended.
#[component]
fn Until(token: Token, now: DateTime<Utc>) -> impl IntoView {
    if let Some(at) = token.revoked_at {
        return view! { <span class="tag">"Revoked"</span> " " <On at now/> }.into_any();
    }
    match token.expires_at {
        None => view! { <span class="sub">"no end"</span> }.into_any(),
        Some(at) if at <= now => view! { <span class="tag">"Expired"</span> " " <On at now/> }.into_any(),
        Some(at) if at - now < SOON => {
            view! { <span class="tag warn">"Expires soon"</span> " " <Ago at now/> }.into_any()
        }
        Some(at) => view! { <On at now/> }.into_any(),
    }
}
