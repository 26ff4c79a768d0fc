use fleet::{Problem, Scope};
use leptos_router::params::ParamsMap;

use crate::failure::Failure;

/// The part of the fleet that the URL names.
///
/// # Errors
/// `Invalid` when a parameter cannot be read: left out, it would show more than was asked for.
pub fn read(params: &ParamsMap) -> Result<Scope, Failure> {
    let values = |name| params.get_all(name).into_iter().flatten().map(move |value| (name, value));
    let parameters: Vec<(&str, String)> = Scope::PARAMETERS.into_iter().flat_map(values).collect();
    Scope::read(parameters.iter().map(|(name, value)| (*name, value.as_str()))).map_err(refuse)
}

#[cfg(feature = "ssr")]
fn refuse(problem: Problem) -> Failure {
    crate::caller::refuse(problem)
}

#[cfg(not(feature = "ssr"))]
const fn refuse(problem: Problem) -> Failure {
    Failure(problem)
}
