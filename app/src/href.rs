//! Addresses within the dashboard.

use fleet::{FindingId, HostId, Scope, WorkloadId};
use leptos_router::location::Url;

pub fn workload(id: WorkloadId) -> String {
    format!("/workloads/{id}")
}

pub fn finding(id: FindingId) -> String {
    format!("/findings/{id}")
}

pub fn host(id: HostId) -> String {
    format!("/hosts/{id}")
}

/// A query string under construction; names may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(&'static str, String)>);

impl Query {
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.push((name, value.to_string()));
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

    /// `path?a=1&b=2`, values escaped.
    pub fn on(&self, path: &str) -> String {
        let mut href = path.to_owned();
        for (i, (name, value)) in self.0.iter().enumerate() {
            href.push(if i == 0 { '?' } else { '&' });
            href.push_str(name);
            href.push('=');
            href.push_str(&Url::escape(value));
        }
        href
    }

    /// The pairs, for hidden fields of a form.
    pub fn pairs(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.0.iter()
    }
}
