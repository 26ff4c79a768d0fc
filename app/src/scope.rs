//! The part of the fleet that a page shows: said in its URL and carried by the links to other screens.

use fleet::{Problem, Scope};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::failure::Failure;
use crate::href::Query;

/// The scope that the URL names; an empty field of a form names nothing.
///
/// # Errors
/// `Invalid` when a parameter cannot be read: left out, it would show more than was asked for.
pub fn read(params: &ParamsMap) -> Result<Scope, Failure> {
    let named = params.into_iter().filter(|(_, value)| !value.is_empty());
    Scope::read(named.map(|(name, value)| (name.as_ref(), value))).map_err(refuse)
}

/// The scope of this page; everything where it cannot be read, of which the screen speaks.
pub fn of_page() -> Scope {
    use_query_map().with_untracked(read).unwrap_or_default()
}

/// The address of another page, for the scope of this one.
pub fn kept(href: &str) -> String {
    Query::default().scope(&of_page()).on(href)
}

#[cfg(feature = "ssr")]
fn refuse(problem: Problem) -> Failure {
    crate::caller::refuse(problem)
}

#[cfg(not(feature = "ssr"))]
const fn refuse(problem: Problem) -> Failure {
    Failure(problem)
}
