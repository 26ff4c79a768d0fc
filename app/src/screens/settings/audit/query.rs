use fleet::Cursor;
use fleet::audit::AuditFilter;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::href::{self, Query};

/// What the log shows, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    pub filter: AuditFilter,
    pub after: Option<Cursor>,
    /// Counted from 1; only shown, the cursor decides.
    pub page: u32,
}

impl AuditQuery {
    /// Whatever the URL says that cannot be read is left out.
    pub fn read(params: &ParamsMap) -> Self {
        let text = |name| params.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        Self {
            filter: AuditFilter { actor: text("actor"), action: text("action") },
            after: text("after").map(Cursor),
            page: href::page(text("page").as_deref()),
        }
    }

    pub fn href(&self) -> String {
        Query::default()
            .maybe("actor", self.filter.actor.as_ref())
            .maybe("action", self.filter.action.as_ref())
            .maybe("after", self.after.as_ref().map(|cursor| &cursor.0))
            .maybe("page", (self.page > 1).then_some(self.page))
            .on("/settings/audit")
    }

    /// The same entries from the newest.
    pub fn first(&self) -> Self {
        Self { after: None, page: 1, ..self.clone() }
    }

    pub fn next(&self, cursor: Cursor) -> Self {
        Self { after: Some(cursor), page: self.page + 1, ..self.clone() }
    }

    /// Other entries, from the newest.
    pub fn filtered(&self, change: impl FnOnce(&mut AuditFilter)) -> Self {
        let mut query = self.first();
        change(&mut query.filter);
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> AuditQuery {
        let mut params = ParamsMap::new();
        for (name, value) in pairs {
            params.insert((*name).to_owned(), (*value).to_owned());
        }
        AuditQuery::read(&params)
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        let query = read(&[("actor", "<b>"), ("action", "token"), ("after", "x"), ("page", "2")]);
        assert_eq!(query.href(), "/settings/audit?actor=%3Cb%3E&action=token&after=x&page=2");
        assert_eq!(query.filtered(|filter| filter.actor = None).href(), "/settings/audit?action=token");
    }

    #[test]
    fn blanks_are_no_filter() {
        assert_eq!(read(&[("actor", "  "), ("action", "")]).href(), "/settings/audit");
    }
}
