use serde::{Deserialize, Serialize};

use crate::{Problem, UserId};

/// What a person may do; each role includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    ManageUsers,
}

impl Permission {
    /// The least role that has it.
    pub const fn least_role(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::WriteFindings | Self::RequestScans => Role::Analyst,
            Self::ManageHosts | Self::ManageUsers => Role::Admin,
        }
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
    /// Plimsoll itself: a job or the operator's command line. The name says which: `job:expire`, `cli`.
    System(String),
}

impl Actor {
    /// # Errors
    /// [`Problem::Forbidden`] naming the least role that may.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        match self {
            Self::System(_) => Ok(()),
            Self::User { role, .. } if *role >= permission.least_role() => Ok(()),
            Self::User { .. } => Err(Problem::Forbidden { needs: permission.least_role() }),
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.require(permission).is_ok()
    }

    /// As it stands in events and the audit log.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::System(name) => name,
        }
    }

    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::System(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(role: Role) -> Actor {
        Actor::User { id: UserId(uuid::Uuid::nil()), name: "ada".into(), role }
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
    fn an_administrator_may_do_everything() {
        for permission in [
            Permission::Read,
            Permission::WriteFindings,
            Permission::RequestScans,
            Permission::ManageHosts,
            Permission::ManageUsers,
        ] {
            assert!(user(Role::Admin).may(permission));
        }
    }
}
