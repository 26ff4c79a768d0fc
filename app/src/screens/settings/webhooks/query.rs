use fleet::Cursor;
use fleet::webhook::DeliveryState;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::href::{self, Query};

/// Which webhook, and which of its messages, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryQuery {
    /// Of the webhook.
    pub id: String,
    pub state: Option<DeliveryState>,
    pub after: Option<Cursor>,
    /// Counted from 1; only shown, the cursor decides.
    pub page: u32,
}

impl DeliveryQuery {
    /// Whatever the URL says that cannot be read is left out.
    pub fn read(id: String, params: &ParamsMap) -> Self {
        Self {
            id,
            state: params.get("state").and_then(|state| state.parse().ok()),
            after: params.get("after").filter(|after| !after.is_empty()).map(Cursor),
            page: href::page(params.get("page").as_deref()),
        }
    }

    pub fn href(&self) -> String {
        Query::default()
            .maybe("state", self.state.map(DeliveryState::as_str))
            .maybe("after", self.after.as_ref().map(|cursor| &cursor.0))
            .maybe("page", (self.page > 1).then_some(self.page))
            .on(&format!("/settings/webhooks/{}", self.id))
    }

    /// Messages in this state, from the beginning.
    pub fn in_state(&self, state: Option<DeliveryState>) -> Self {
        Self { id: self.id.clone(), state, after: None, page: 1 }
    }

    pub fn next(&self, cursor: Cursor) -> Self {
        Self { after: Some(cursor), page: self.page + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_as_it_was_written() {
        let mut params = ParamsMap::new();
        for (name, value) in [("state", "dead"), ("after", "x"), ("page", "2")] {
            params.insert(name.to_owned(), value.to_owned());
        }
        let query = DeliveryQuery::read("7".into(), &params);
        assert_eq!(query.href(), "/settings/webhooks/7?state=dead&after=x&page=2");
        assert_eq!(query.in_state(None).href(), "/settings/webhooks/7");
    }
}
