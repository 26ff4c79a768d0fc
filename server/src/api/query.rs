//! Parameters of the query string. An unknown, repeated, empty or unreadable one is refused, because a typing error
//! must not silently widen a filter.

use axum::extract::FromRequestParts;
use fleet::{Cursor, Page};
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::Refusal;
use super::field::{field_errors, invalid};

/// What the pairs `name=value` of a query string say.
pub trait Parameters: Sized {
    fn read(pairs: &[&str]) -> Result<Self, Refusal>;
}

/// Denies unknown fields.
impl<T: DeserializeOwned> Parameters for T {
    fn read(pairs: &[&str]) -> Result<Self, Refusal> {
        read(pairs)
    }
}

/// The parameters of an operation that gives no list.
pub struct Query<T>(pub T);

impl<T: Parameters, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self(T::read(&pairs(parts))?))
    }
}

/// The parameters of a list: which part of it, and the filter `T`.
pub struct ListQuery<T> {
    pub filter: T,
    pub page: Page,
    /// Tells this list, its filter and order from any other; cursors carry it.
    pub(super) list: String,
}

/// Of a list that is only given as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

/// Which part of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many items at most.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u32>,
    /// `next_cursor` of the part before; the other parameters must be the same.
    cursor: Option<String>,
}

impl<T: Parameters, S: Sync> FromRequestParts<S> for ListQuery<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let (paging, filter) = split(&pairs(parts), |pair| named(pair, &["limit", "cursor"]));
        let list = fingerprint(parts.uri.path(), &filter);
        let page = page(read(&paging)?, &list)?;
        Ok(Self { filter: T::read(&filter)?, page, list })
    }
}

fn pairs(parts: &Parts) -> Vec<&str> {
    parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).collect()
}

/// Those of which it is true, and the others.
pub(super) fn split<'a>(pairs: &[&'a str], is_first: impl Fn(&str) -> bool) -> (Vec<&'a str>, Vec<&'a str>) {
    pairs.iter().copied().partition(|pair| is_first(pair))
}

pub(super) fn named(pair: &str, names: &[&str]) -> bool {
    pair.split('=').next().is_some_and(|name| names.contains(&name))
}

/// The same for the same parameters in another order.
fn fingerprint(path: &str, filter: &[&str]) -> String {
    let mut sorted = filter.to_vec();
    sorted.sort_unstable();
    blake3::hash(format!("{path}?{}", sorted.join("&")).as_bytes()).to_hex()[..12].to_owned()
}

fn page(paging: Paging, list: &str) -> Result<Page, Refusal> {
    let limit = limit(paging.limit)?;
    let after = match paging.cursor {
        None => None,
        Some(cursor) => match cursor.strip_prefix(list) {
            Some(place) => Some(Cursor(place.to_owned())),
            None => {
                return Err(Refusal::invalid(
                    "cursor",
                    "this is no place in this list; begin anew without it",
                ));
            }
        },
    };
    Ok(Page { after, limit })
}

/// How many items a part has at most.
pub(super) fn limit(wanted: Option<u32>) -> Result<u32, Refusal> {
    let limit = wanted.unwrap_or(Page::DEFAULT_LIMIT);
    let is_fine = (1..=Page::MAX_LIMIT).contains(&limit);
    is_fine.then_some(limit).ok_or_else(|| Refusal::invalid("limit", format!("1 to {}", Page::MAX_LIMIT)))
}

pub(super) fn read<T: DeserializeOwned>(pairs: &[&str]) -> Result<T, Refusal> {
    if let Some(empty) = pairs.iter().find_map(|pair| pair.strip_suffix('=')) {
        return Err(Refusal::invalid(empty, "it is empty; leave it out instead"));
    }
    let query = pairs.join("&");
    let parameters = serde_html_form::Deserializer::from_bytes(query.as_bytes());
    serde_path_to_error::deserialize(parameters).map_err(|fault| invalid(field_errors(&fault)))
}
