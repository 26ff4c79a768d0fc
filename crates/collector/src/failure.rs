use std::time::Duration;

use fleet::Endpoint;
use fleet::scan::ScanError;

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
    #[error("the answers to one scan are longer than {0} MiB")]
    TooMuch(usize),
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
            Self::TooMuch(_) => ScanError::Malformed { endpoint, reason: self.to_string() },
            Self::Malformed(reason) => ScanError::Malformed { endpoint, reason },
        }
    }

    /// Whatever is asked next fails for the same cause.
    pub const fn ends_the_scan(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TooMuch(_))
    }

    pub fn timed_out(limit: Duration) -> Self {
        Self::TimedOut(milliseconds(limit))
    }
}

impl From<intake::IntakeError> for Failure {
    fn from(error: intake::IntakeError) -> Self {
        Self::Malformed(error.to_string())
    }
}

pub(crate) fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
