mod parse;

use fleet::Problem;
use fleet::host::NewHost;
use leptos_router::params::ParamsMap;

use crate::href::Query;

/// A host as it is typed into the form, and carried through the connection test in the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub name: String,
    pub endpoint: String,
    /// `env=prod, team=payments`
    pub labels: String,
    /// Seconds.
    pub scan_interval_s: i64,
}

impl Registration {
    pub fn read(params: &ParamsMap) -> Self {
        let text = |name| params.get(name).unwrap_or_default();
        Self {
            name: text("name"),
            endpoint: text("endpoint"),
            labels: text("labels"),
            scan_interval_s: text("interval").parse().unwrap_or(NewHost::DEFAULT_SCAN_INTERVAL_S),
        }
    }

    pub fn query(&self) -> Query {
        Query::default()
            .with("name", &self.name)
            .with("endpoint", &self.endpoint)
            .with("labels", &self.labels)
            .with("interval", self.scan_interval_s)
    }

    /// What is wrong with it; nothing while nothing is typed.
    pub fn problem(&self) -> Option<Problem> {
        let blank = self.name.is_empty() && self.endpoint.is_empty();
        if blank { None } else { self.parse().err() }
    }
}
