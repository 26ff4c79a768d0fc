use fleet::Role;
use leptos::prelude::*;

const fn can(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Sees everything but these settings; changes nothing.",
        Role::Analyst => "Also decides on findings, asks for scans and makes reports.",
        Role::Admin => "Also manages hosts, users, tokens, webhooks and reports, and reads the audit log.",
    }
}

/// One of the roles, each with what it allows.
#[component]
pub fn RoleChoice(chosen: Role) -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend>"Role"</legend>
            {Role::ALL
                .map(|role| {
                    view! {
                        <label class="option">
                            <input type="radio" name="role" value=role.as_str() checked=role == chosen/>
                            <span>
                                <b class="strong">{role.as_str()}</b>
                                <span class="t2">{can(role)}</span>
                            </span>
                        </label>
                    }
                })}
        </fieldset>
    }
    .into_any()
}
