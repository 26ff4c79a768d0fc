use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Role, UserId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    /// 1 to 100 characters; unique without regard to case.
    pub name: String,
    pub role: Role,
    pub disabled: bool,
    pub created_at: DateTime<Utc>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// False: can only sign in by a one-time link.
    pub has_password: bool,
}

/// Which people; every field that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    /// None: any.
    pub roles: Vec<Role>,
    pub disabled: Option<bool>,
}
