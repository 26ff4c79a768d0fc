use serde::{Deserialize, Serialize};

use crate::Role;
use crate::access::TokenScope;

/// What a client may see of a failure: a stable code and nothing internal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Problem {
    #[error("sign in first")]
    Unauthenticated,
    #[error("this needs the role {needs}")]
    Forbidden { needs: Role },
    #[error("the token lacks the scope {needs}")]
    MissingScope { needs: TokenScope },
    #[error("there is no such thing, or you may not see it")]
    NotFound,
    /// One or more fields are wrong.
    #[error("{}", .errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect::<Vec<_>>().join("; "))]
    Invalid { errors: Vec<FieldError> },
    /// Somebody else changed it meanwhile, or its state does not allow this.
    #[error("{detail}")]
    Conflict { detail: String },
    /// Somebody changed what the caller had seen.
    #[error("somebody changed it meanwhile; look at it again")]
    Stale,
    /// What it asks for was there and is not kept any more; `detail` says how to begin anew.
    #[error("{detail}")]
    CursorExpired { detail: String },
    /// Something is down that will come back; try again.
    #[error("the service is not available right now, try again shortly")]
    Unavailable,
    #[error("something went wrong on our side; it has been logged")]
    Internal,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl Problem {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { errors: vec![FieldError { field: field.into(), message: message.into() }] }
    }

    /// Stable; carried in URLs and in `type` of problem+json.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden { .. } => "forbidden",
            Self::MissingScope { .. } => "missing-scope",
            Self::NotFound => "not-found",
            Self::Invalid { .. } => "invalid",
            Self::Conflict { .. } => "conflict",
            Self::Stale => "stale",
            Self::CursorExpired { .. } => "cursor-expired",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden { .. } | Self::MissingScope { .. } => 403,
            Self::NotFound => 404,
            Self::Invalid { .. } => 422,
            Self::Conflict { .. } => 409,
            Self::Stale => 412,
            Self::CursorExpired { .. } => 410,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}
