use fleet::Endpoint;
use fleet::scan::ScanError;

use crate::Settings;

/// Why one question got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The connection was there and closed before the answer was complete.
    #[error("the answer broke off: {0}")]
    BrokeOff(String),
    #[error("no answer within {0} ms")]
    TimedOut(u32),
    /// The engine, or a proxy before it, answered with an error status.
    #[error("status {status}: {said}")]
    Refused { status: u16, said: String },
    /// 404: what was asked about is not there, or not any more.
    #[error("not there")]
    NotFound,
    #[error("{0}")]
    Malformed(String),
}

impl Failure {
    /// The failure of a whole scan that could not do without this answer.
    pub fn of_scan(self, endpoint: &Endpoint) -> ScanError {
        let endpoint = endpoint.clone();
        match self {
            Self::Unreachable(reason) => ScanError::Unreachable { endpoint, reason },
            Self::BrokeOff(_) => ScanError::Unreachable { endpoint, reason: self.to_string() },
            Self::TimedOut(timeout_ms) => ScanError::TimedOut { endpoint, timeout_ms },
            Self::Refused { .. } => ScanError::Refused { endpoint, reason: self.to_string() },
            Self::NotFound => ScanError::Malformed { endpoint, reason: "status 404".into() },
            Self::Malformed(reason) => ScanError::Malformed { endpoint, reason },
        }
    }

    pub fn timed_out(settings: &Settings) -> Self {
        Self::TimedOut(milliseconds(settings.call_timeout))
    }
}

impl From<intake::IntakeError> for Failure {
    fn from(error: intake::IntakeError) -> Self {
        Self::Malformed(error.to_string())
    }
}

pub(crate) fn milliseconds(duration: std::time::Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
