use serde::{Deserialize, Serialize};

/// Opaque place in a list; what it means is the store's affair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Cursor(pub String);

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Rows after this place; `None` is the beginning.
    pub after: Option<Cursor>,
    /// 1 to 500.
    pub limit: u32,
}

impl Page {
    pub const MAX_LIMIT: u32 = 500;
    pub const DEFAULT_LIMIT: u32 = 50;

    /// The first `limit` rows, held to 1..=500.
    pub fn first(limit: u32) -> Self {
        Self { after: None, limit: limit.clamp(1, Self::MAX_LIMIT) }
    }

    pub fn after(cursor: Option<Cursor>, limit: u32) -> Self {
        Self { after: cursor, ..Self::first(limit) }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::first(Self::DEFAULT_LIMIT)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paged<T> {
    pub items: Vec<T>,
    /// `None`: this is the end.
    pub next: Option<Cursor>,
    /// How many rows match the filter in all; counted no further than one above [`Self::MOST_COUNTED`].
    pub total: i64,
}

impl<T> Paged<T> {
    /// More than this is `10,000+`: counting further would cost more than it tells.
    pub const MOST_COUNTED: i64 = 10_000;
}
