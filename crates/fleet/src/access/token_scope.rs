use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What an API token may do. None includes another, save `admin`, which includes all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenScope {
    /// See everything that a viewer sees.
    #[serde(rename = "read")]
    Read,
    /// Acknowledge and accept findings, link tickets.
    #[serde(rename = "findings:write")]
    FindingsWrite,
    /// Add, change, remove and scan hosts.
    #[serde(rename = "hosts:write")]
    HostsWrite,
    /// Make reports.
    #[serde(rename = "reports:write")]
    ReportsWrite,
    /// Hand in what agents read.
    #[serde(rename = "ingest")]
    Ingest,
    /// Everything.
    #[serde(rename = "admin")]
    Admin,
}

impl TokenScope {
    pub const ALL: [Self; 6] =
        [Self::Read, Self::FindingsWrite, Self::HostsWrite, Self::ReportsWrite, Self::Ingest, Self::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::FindingsWrite => "findings:write",
            Self::HostsWrite => "hosts:write",
            Self::ReportsWrite => "reports:write",
            Self::Ingest => "ingest",
            Self::Admin => "admin",
        }
    }
}

impl std::fmt::Display for TokenScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for TokenScope {
    type Err = UnknownTokenScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownTokenScope)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope is one of read, findings:write, hosts:write, reports:write, ingest, admin")]
pub struct UnknownTokenScope;

/// The scopes of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenScopes(BTreeSet<TokenScope>);

impl TokenScopes {
    pub fn allow(&self, scope: TokenScope) -> bool {
        self.0.contains(&scope) || self.0.contains(&TokenScope::Admin)
    }

    pub fn iter(&self) -> impl Iterator<Item = TokenScope> {
        self.0.iter().copied()
    }
}

impl FromIterator<TokenScope> for TokenScopes {
    fn from_iter<T: IntoIterator<Item = TokenScope>>(scopes: T) -> Self {
        Self(scopes.into_iter().collect())
    }
}
