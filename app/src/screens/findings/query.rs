use fleet::finding::{FindingFilter, FindingState};
use fleet::{Cursor, FindingId};
use leptos_router::params::ParamsMap;
use posture::Severity;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::href::{self, Query};
use crate::scope;

/// What the list shows, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingQuery {
    pub filter: FindingFilter,
    pub after: Option<Cursor>,
    /// Counted from 1; only shown, the cursor decides.
    pub page: u32,
}

impl FindingQuery {
    /// Whatever the URL says that cannot be read is left out, a scope excepted.
    ///
    /// # Errors
    /// As [`scope::read`].
    pub fn read(params: &ParamsMap) -> Result<Self, Failure> {
        let text = |name| params.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let all = |name| params.get_all(name).into_iter().flatten();
        Ok(Self {
            filter: FindingFilter {
                search: text("q"),
                severities: all("severity").filter_map(|severity| severity.parse().ok()).collect(),
                states: all("state").filter_map(|state| state.parse().ok()).collect(),
                rule: text("rule"),
                workload: text("workload").and_then(|id| id.parse().ok()),
                scope: scope::read(params)?,
                ..FindingFilter::default()
            },
            after: text("after").map(Cursor),
            page: href::page(text("page").as_deref()),
        })
    }

    /// The list, with a finding open beside it where one is given.
    pub fn href(&self, opened: Option<FindingId>) -> String {
        self.query().on(&opened.map_or_else(|| "/findings".into(), href::finding))
    }

    pub fn query(&self) -> Query {
        let filter = &self.filter;
        let query = Query::default().maybe("q", filter.search.as_ref());
        let query = filter.severities.iter().fold(query, |query, severity| query.with("severity", severity));
        let query = filter.states.iter().fold(query, |query, state| query.with("state", state.as_str()));
        query
            .maybe("rule", filter.rule.as_ref())
            .maybe("workload", filter.workload)
            .scope(&filter.scope)
            .maybe("after", self.after.as_ref().map(|cursor| &cursor.0))
            .maybe("page", (self.page > 1).then_some(self.page))
    }

    /// Everything of the scope that waits for a decision, unfiltered.
    pub fn is_queue(&self) -> bool {
        self.filter == FindingFilter { scope: self.filter.scope.clone(), ..FindingFilter::default() }
    }

    /// The same list from its beginning.
    pub fn first(&self) -> Self {
        Self { after: None, page: 1, ..self.clone() }
    }

    pub fn next(&self, cursor: Cursor) -> Self {
        Self { after: Some(cursor), page: self.page + 1, ..self.clone() }
    }

    /// Another filter, from the beginning.
    pub fn filtered(&self, change: impl FnOnce(&mut FindingFilter)) -> Self {
        let mut query = self.first();
        change(&mut query.filter);
        query
    }

    pub fn in_states(&self, states: &[FindingState]) -> Self {
        self.filtered(|filter| filter.states = states.to_vec())
    }

    /// With this severity added or taken away.
    pub fn toggled(&self, severity: Severity) -> Self {
        self.filtered(|filter| match filter.severities.iter().position(|s| *s == severity) {
            Some(at) => {
                filter.severities.remove(at);
            }
            None => filter.severities.push(severity),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> FindingQuery {
        let mut params = ParamsMap::new();
        for (name, value) in pairs {
            params.insert((*name).to_owned(), (*value).to_owned());
        }
        FindingQuery::read(&params).unwrap()
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        let query = read(&[("q", "<b>"), ("severity", "high"), ("state", "accepted"), ("rule", "CAP-001")]);
        assert_eq!(query.href(None), "/findings?q=%3Cb%3E&severity=high&state=accepted&rule=CAP%2D001");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(read(&[("severity", "awful"), ("state", ""), ("workload", "7")]).href(None), "/findings");
    }

    #[test]
    fn opening_a_finding_keeps_the_list() {
        let id = FindingId::from(uuid::Uuid::nil());
        let href = read(&[("severity", "low"), ("page", "2"), ("after", "x")]).href(Some(id));
        assert_eq!(href, format!("/findings/{id}?severity=low&after=x&page=2"));
    }
}
