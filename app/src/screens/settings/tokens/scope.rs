use fleet::access::TokenScope;
use leptos::prelude::*;

const fn allows(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => "See everything that a viewer sees.",
        TokenScope::FindingsWrite => "Acknowledge and accept findings, link tickets.",
        TokenScope::HostsWrite => "Add, change, remove and scan hosts.",
        TokenScope::ReportsWrite => "Make reports.",
        TokenScope::Ingest => "Nothing yet: it is kept for agents.",
        TokenScope::Admin => "Everything, these settings too.",
    }
}

/// Any of the scopes, each with what it allows.
#[component]
pub fn ScopeChoice(chosen: Vec<TokenScope>) -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend>"What it may do"</legend>
            {TokenScope::ALL
                .map(|scope| {
                    view! {
                        <label class="option">
                            <input
                                type="checkbox"
                                name="scope"
                                value=scope.as_str()
                                checked=chosen.contains(&scope)
                            />
                            <span>
                                <b class="strong">{scope.as_str()}</b>
                                <span class="t2">{allows(scope)}</span>
                            </span>
                        </label>
                    }
                })}
        </fieldset>
    }
    .into_any()
}

#[component]
pub fn ScopeTags(scopes: Vec<TokenScope>) -> impl IntoView {
    let tag = |scope: TokenScope| {
        let class = if scope == TokenScope::Admin { "tag warn" } else { "tag" };
        view! { <span class=class>{scope.as_str()}</span> }
    };
    view! { <span class="tags">{scopes.into_iter().map(tag).collect_view()}</span> }
}
