//! The part of the fleet that a list, a figure or a trend is about.

use fleet::Scope;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::Refusal;
use super::query::{Parameters, named, read, split};

/// The parameters `T` of an operation and, besides them, those of a scope. serde's `flatten` would let unknown ones
/// pass.
pub struct InScope<T> {
    pub scope: Scope,
    pub rest: T,
}

/// Each may be repeated.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ScopeParameters {
    /// Only on hosts with this label: `team=payments`. Of several keys all must hold, of one key any value.
    #[serde(default)]
    label: Vec<String>,
    /// Only on these hosts, by id.
    #[serde(default)]
    host: Vec<String>,
    /// Only of these Compose projects, Swarm stacks, Kubernetes namespaces.
    #[serde(default)]
    project: Vec<String>,
}

impl<T: DeserializeOwned> Parameters for InScope<T> {
    fn read(pairs: &[&str]) -> Result<Self, Refusal> {
        let (of_scope, rest) = split(pairs, |pair| named(pair, &["label", "host", "project"]));
        let ScopeParameters { label, host, project } = read(&of_scope)?;
        Ok(Self { scope: scope(&label, &host, &project)?, rest: read(&rest)? })
    }
}

/// Of an operation that takes only some of [`ScopeParameters`].
pub fn scope(label: &[String], host: &[String], project: &[String]) -> Result<Scope, Refusal> {
    let parameters = [("label", label), ("host", host), ("project", project)];
    let pairs =
        parameters.iter().flat_map(|(name, values)| values.iter().map(|value| (*name, value.as_str())));
    Ok(Scope::read(pairs)?)
}
