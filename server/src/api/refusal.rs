//! What a program is told when a request is not carried out: RFC 9457 problem+json with a stable type.

use axum::response::{IntoResponse, Response};
use fleet::Problem;
use fleet::problem::FieldError;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use store::StoreError;
use utoipa::{IntoResponses, ToSchema};

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Problem(#[from] Problem),
    #[error("there is a token in the request, but it is unknown, revoked or expired")]
    InvalidToken,
    #[error("a page of another site must not do this")]
    CrossOrigin,
    #[error("the body is not JSON: {0}")]
    Malformed(String),
    #[error("this path does not take this method; the Allow header says which it takes")]
    MethodNotAllowed,
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    #[error("send the ETag of what you have read in If-Match, so that nobody's change is lost")]
    PreconditionRequired,
    #[error("too many requests; try again in {retry_after_s} s")]
    TooManyRequests { retry_after_s: u64 },
    #[error("the first request with this Idempotency-Key is not answered yet")]
    KeyUnderWay,
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
}

impl Refusal {
    /// One wrong field or parameter.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Problem(Problem::invalid(field, message))
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Problem(problem) => problem.code(),
            Self::InvalidToken => "invalid-token",
            Self::CrossOrigin => "cross-origin",
            Self::Malformed(_) => "malformed",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::TooLarge { .. } => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::PreconditionRequired => "precondition-required",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::KeyUnderWay => "idempotency-key-under-way",
            Self::KeyReused => "idempotency-key-reused",
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Problem(problem) => {
                StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::CrossOrigin => StatusCode::FORBIDDEN,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::KeyUnderWay => StatusCode::CONFLICT,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn document(&self) -> ProblemDocument {
        let status = self.status();
        ProblemDocument {
            kind: format!("urn:plimsoll:problem:{}", self.code()),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: self.to_string(),
            errors: match self {
                Self::Problem(Problem::Invalid { errors }) => errors.clone(),
                _ => Vec::new(),
            },
        }
    }

    fn challenge(&self) -> Option<String> {
        let realm = "Bearer realm=\"plimsoll\"";
        match self {
            Self::Problem(Problem::Unauthenticated) => Some(realm.to_owned()),
            Self::InvalidToken => Some(format!("{realm}, error=\"invalid_token\"")),
            Self::Problem(Problem::MissingScope { needs }) => {
                Some(format!("{realm}, error=\"insufficient_scope\", scope=\"{needs}\""))
            }
            _ => None,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(fault: StoreError) -> Self {
        Self::Problem(fault.told())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let document = serde_json::to_string(&self.document()).expect("text and numbers are JSON");
        let mut answer = (self.status(), document).into_response();
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(challenge) = self.challenge() {
            let challenge = HeaderValue::try_from(challenge).expect("scopes are plain words");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Self::TooManyRequests { retry_after_s } = self {
            headers.insert(RETRY_AFTER, retry_after_s.into());
        }
        answer
    }
}

/// RFC 9457: why a request was not carried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "urn:plimsoll:problem:invalid",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "severity: unknown variant `hihg`",
    "errors": [{ "field": "severity", "message": "unknown variant `hihg`" }],
}))]
pub struct ProblemDocument {
    /// Stable: what programs decide by.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    /// HTTP status.
    status: u16,
    /// For people; may change.
    detail: String,
    /// Each wrong field or parameter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
}

/// The refusals that every operation may answer with.
#[derive(IntoResponses)]
pub enum Refusals {
    /// Nobody is signed in and there is no valid token.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(ProblemDocument),
    /// The role or the scope that this needs is missing; `detail` names it.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemDocument),
    /// There is no such thing.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemDocument),
    /// A parameter or field is wrong or unknown; `errors` names each.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(ProblemDocument),
    /// Too many requests with this token; `Retry-After` says when to go on.
    #[response(status = 429, content_type = "application/problem+json")]
    TooManyRequests(ProblemDocument),
    /// A fault on our side; it has been logged.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(ProblemDocument),
    /// The database is not available right now.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemDocument),
}

/// What an operation that takes a body may answer with besides.
#[derive(IntoResponses)]
pub enum BodyRefusals {
    /// The body is not JSON.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(ProblemDocument),
    /// Its state does not allow this, somebody changed it meanwhile, or a request with this `Idempotency-Key` is
    /// under way.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemDocument),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemDocument),
    /// The body is not `application/json`.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(ProblemDocument),
}

/// What an operation that takes `If-Match` may answer with besides.
#[derive(IntoResponses)]
pub enum MatchRefusals {
    /// It has changed since it was read.
    #[response(status = 412, content_type = "application/problem+json")]
    Stale(ProblemDocument),
    /// `If-Match` is missing.
    #[response(status = 428, content_type = "application/problem+json")]
    PreconditionRequired(ProblemDocument),
}
