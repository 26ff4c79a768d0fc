use serde::{Deserialize, Serialize};

use crate::{Problem, TokenId, UserId};

mod token_scope;

pub use token_scope::{TokenScope, TokenScopes, UnknownTokenScope};

/// What a person may do; each role includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees everything.
    Viewer,
    /// Acknowledges and accepts findings, asks for scans.
    Analyst,
    /// Adds hosts and users.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Analyst, Self::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is one of viewer, analyst, admin")]
pub struct UnknownRole;

/// What a caller asks leave to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Read,
    WriteFindings,
    RequestScans,
    ManageHosts,
    /// Make a report.
    WriteReports,
    /// Say when reports are made and who gets them.
    ManageReports,
    ManageWebhooks,
    ManageUsers,
    ManageTokens,
    ReadAudit,
}

impl Permission {
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::WriteFindings,
        Self::RequestScans,
        Self::ManageHosts,
        Self::WriteReports,
        Self::ManageReports,
        Self::ManageWebhooks,
        Self::ManageUsers,
        Self::ManageTokens,
        Self::ReadAudit,
    ];

    /// What gives it: to a person at least this role, to a token this scope.
    const fn given_by(self) -> (Role, TokenScope) {
        match self {
            Self::Read => (Role::Viewer, TokenScope::Read),
            Self::WriteFindings => (Role::Analyst, TokenScope::FindingsWrite),
            Self::RequestScans => (Role::Analyst, TokenScope::HostsWrite),
            Self::ManageHosts => (Role::Admin, TokenScope::HostsWrite),
            Self::WriteReports => (Role::Analyst, TokenScope::ReportsWrite),
            Self::ManageReports
            | Self::ManageWebhooks
            | Self::ManageUsers
            | Self::ManageTokens
            | Self::ReadAudit => (Role::Admin, TokenScope::Admin),
        }
    }

    /// The least role that has it.
    pub const fn least_role(self) -> Role {
        self.given_by().0
    }

    /// The scope that has it; `admin` has all.
    pub const fn scope(self) -> TokenScope {
        self.given_by().1
    }
}

/// On whose behalf something is done. Every store call that a person can reach takes one and checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    User {
        id: UserId,
        name: String,
        role: Role,
    },
    /// A program that calls the API.
    Token {
        id: TokenId,
        /// As it stands in events and the audit log: `token:jira`.
        name: String,
        scopes: TokenScopes,
    },
    /// Plimsoll itself: a job or the operator's command line. The name says which: `job:expire`, `cli`.
    System(String),
}

impl Actor {
    /// # Errors
    /// [`Problem::Forbidden`] naming the least role that may, or [`Problem::MissingScope`].
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        match self {
            Self::System(_) => Ok(()),
            Self::User { role, .. } if *role >= permission.least_role() => Ok(()),
            Self::User { .. } => Err(Problem::Forbidden { needs: permission.least_role() }),
            Self::Token { scopes, .. } if scopes.allow(permission.scope()) => Ok(()),
            Self::Token { .. } => Err(Problem::MissingScope { needs: permission.scope() }),
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.require(permission).is_ok()
    }

    /// As it stands in events and the audit log.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::Token { name, .. } | Self::System(name) => name,
        }
    }

    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Token { .. } | Self::System(_) => None,
        }
    }

    pub fn token_id(&self) -> Option<TokenId> {
        match self {
            Self::Token { id, .. } => Some(*id),
            Self::User { .. } | Self::System(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(role: Role) -> Actor {
        Actor::User { id: UserId(uuid::Uuid::nil()), name: "ada".into(), role }
    }

    fn token(scopes: &[TokenScope]) -> Actor {
        let scopes = scopes.iter().copied().collect();
        Actor::Token { id: TokenId(uuid::Uuid::nil()), name: "token:jira".into(), scopes }
    }

    #[test]
    fn a_viewer_reads_and_nothing_else() {
        assert!(user(Role::Viewer).may(Permission::Read));
        assert_eq!(
            user(Role::Viewer).require(Permission::WriteFindings),
            Err(Problem::Forbidden { needs: Role::Analyst })
        );
    }

    #[test]
    fn an_analyst_cannot_manage_hosts() {
        assert!(user(Role::Analyst).may(Permission::RequestScans));
        assert!(!user(Role::Analyst).may(Permission::ManageHosts));
    }

    #[test]
    fn an_administrator_and_a_token_for_administration_may_do_everything() {
        for permission in Permission::ALL {
            assert!(user(Role::Admin).may(permission));
            assert!(token(&[TokenScope::Admin]).may(permission));
        }
    }

    #[test]
    fn a_scope_allows_what_it_is_for_and_nothing_else() {
        let allowed = |scopes: &[TokenScope]| -> Vec<Permission> {
            Permission::ALL.into_iter().filter(|permission| token(scopes).may(*permission)).collect()
        };
        assert_eq!(allowed(&[]), []);
        assert_eq!(allowed(&[TokenScope::Read]), [Permission::Read]);
        assert_eq!(allowed(&[TokenScope::FindingsWrite]), [Permission::WriteFindings]);
        assert_eq!(allowed(&[TokenScope::HostsWrite]), [Permission::RequestScans, Permission::ManageHosts]);
        assert_eq!(allowed(&[TokenScope::ReportsWrite]), [Permission::WriteReports]);
        assert_eq!(allowed(&[TokenScope::Ingest]), []);
        assert_eq!(
            token(&[TokenScope::Read]).require(Permission::ManageHosts),
            Err(Problem::MissingScope { needs: TokenScope::HostsWrite })
        );
    }
}
