use chrono::{DateTime, Utc};
use fleet::audit::AuditEntry;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::AuditQuery;
use crate::components::moment::On;
use crate::components::scrolled::Scrolled;

#[component]
pub fn EntryTable(entries: Vec<AuditEntry>, query: AuditQuery, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <Scrolled label="Audit table">
            <table class="tbl-hover lt at">
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Did"</th>
                        <th scope="col">"To"</th>
                        <th scope="col">"Particulars"</th>
                    </tr>
                </thead>
                <tbody>
                    {entries
                        .into_iter()
                        .map(|entry| view! { <Row entry query=query.clone() now/> })
                        .collect_view()}
                </tbody>
            </table>
        </Scrolled>
    }
    .into_any()
}

#[component]
fn Row(entry: AuditEntry, query: AuditQuery, now: DateTime<Utc>) -> impl IntoView {
    let by = query.filtered(|filter| filter.actor = Some(entry.actor.clone())).href();
    let same = query.filtered(|filter| filter.action = Some(entry.action.clone())).href();
    let target = match page_of(&entry) {
        Some(page) => view! { <a class="lk mono" href=page>{short(&entry.target)}</a> }.into_any(),
        None => view! { <span class="mono any">{short(&entry.target)}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="muted">
                <On at=entry.at now/>
            </td>
            <td>
                <a class="lk any" href=by>{entry.actor.clone()}</a>
            </td>
            <td>
                <a class="lk mono" href=same>{entry.action.clone()}</a>
            </td>
            <td title=entry.target.clone()>{target}</td>
            <td class="t2 any">{particulars(&entry.detail)}</td>
        </tr>
    }
    .into_any()
}

/// Where the target is shown; what is gone says so there.
fn page_of(entry: &AuditEntry) -> Option<String> {
    if !is_id(&entry.target) {
        return None;
    }
    let folder = match entry.action.split('.').next()? {
        "session" | "user" | "link" => "/settings/users",
        "host" => "/hosts",
        // The target of a ticket's entry is the finding.
        "finding" | "ticket" => "/findings",
        "report" => "/reports",
        "webhook" if !entry.action.ends_with("redeliver") => "/settings/webhooks",
        _ => return None,
    };
    Some(format!("{folder}/{}", entry.target))
}

fn is_id(target: &str) -> bool {
    target.len() == 36 && target.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// The end of an id, where it differs from others; anything else as it is.
fn short(target: &str) -> String {
    if is_id(target) { format!("…{}", &target[24..]) } else { target.to_owned() }
}

/// `name: jira; scopes: read, ingest`: a document as people read it, without what says nothing.
fn particulars(detail: &str) -> String {
    match serde_json::from_str(detail) {
        Ok(Value::Object(fields)) => said(&fields, "").join("; "),
        _ => detail.to_owned(),
    }
}

fn said(fields: &Map<String, Value>, within: &str) -> Vec<String> {
    let mut said = Vec::new();
    for (name, value) in fields {
        let name = format!("{within}{}", name.replace('_', " "));
        match value {
            Value::Null => {}
            Value::Object(inner) => said.extend(self::said(inner, &format!("{name} "))),
            Value::Array(items) if items.is_empty() => {}
            Value::Array(items) => {
                said.push(format!("{name}: {}", items.iter().map(plain).collect::<Vec<_>>().join(", ")));
            }
            value => said.push(format!("{name}: {}", plain(value))),
        }
    }
    said
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particulars_are_read_by_people() {
        let detail = r#"{"name": "jira", "scopes": ["read", "ingest"], "expires_at": null, "messages": 3}"#;
        assert_eq!(particulars(detail), "messages: 3; name: jira; scopes: read, ingest");
        let nested =
            r#"{"filter": {"kinds": [], "scope": {"labels": {"team": ["a", "b"]}}}, "enabled": true}"#;
        assert_eq!(particulars(nested), "enabled: true; filter scope labels team: a, b");
        assert_eq!(particulars("{}"), "");
        assert_eq!(particulars("broken"), "broken");
    }

    #[test]
    fn only_what_has_a_page_is_a_link() {
        let entry = |action: &str, target: &str| AuditEntry {
            id: 1,
            at: DateTime::UNIX_EPOCH,
            actor: "ada".into(),
            user_id: None,
            token_id: None,
            action: action.into(),
            target: target.into(),
            detail: "{}".into(),
        };
        let id = "0198a000-0000-7000-8000-000000000001";
        assert_eq!(page_of(&entry("host.add", id)), Some(format!("/hosts/{id}")));
        assert_eq!(page_of(&entry("ticket.link", id)), Some(format!("/findings/{id}")));
        assert_eq!(page_of(&entry("report.make", id)), Some(format!("/reports/{id}")));
        assert_eq!(page_of(&entry("report.schedule", "report")), None);
        assert_eq!(page_of(&entry("token.create", id)), None);
        assert_eq!(page_of(&entry("webhook.redeliver", id)), None, "a message has no page");
        assert_eq!(page_of(&entry("user.add", "../../etc")), None);
        assert_eq!(short(id), "…000000000001");
    }
}
