//! Addresses within the dashboard.

use std::borrow::Cow;

use fleet::{FindingId, HostId, ReportId, Scope, TokenId, UserId, WebhookId, WorkloadId};
use leptos_router::location::Url;

/// The number of a page as an address has it, from 1: only shown, the cursor decides.
pub fn page(text: Option<&str>) -> u32 {
    text.and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
}

pub fn workload(id: WorkloadId) -> String {
    format!("/workloads/{id}")
}

pub fn finding(id: FindingId) -> String {
    format!("/findings/{id}")
}

pub fn host(id: HostId) -> String {
    format!("/hosts/{id}")
}

pub fn user(id: UserId) -> String {
    format!("/settings/users/{id}")
}

pub fn report(id: ReportId) -> String {
    format!("/reports/{id}")
}

/// Where a token is revoked.
pub fn revocation(id: TokenId) -> String {
    format!("/settings/tokens/{id}/revoke")
}

pub fn webhook(id: WebhookId) -> String {
    format!("/settings/webhooks/{id}")
}

/// A query string under construction; names may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(Cow<'static, str>, String)>);

impl Query {
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.0.push((name.into(), value.to_string()));
        self
    }

    #[must_use]
    pub fn maybe(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    #[must_use]
    pub fn scope(self, scope: &Scope) -> Self {
        scope.parameters().fold(self, |query, (name, value)| query.with(name, value))
    }

    /// `path?a=1&b=2`, escaped; the path may have parameters of its own.
    pub fn on(&self, path: &str) -> String {
        let mut href = path.to_owned();
        for (name, value) in &self.0 {
            href.push(if href.contains('?') { '&' } else { '?' });
            href.push_str(&Url::escape(name));
            href.push('=');
            href.push_str(&Url::escape(value));
        }
        href
    }

    /// The pairs, for hidden fields of a form.
    pub fn pairs(&self) -> impl Iterator<Item = &(Cow<'static, str>, String)> {
        self.0.iter()
    }
}
