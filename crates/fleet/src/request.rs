use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::scan::{ScanError, ScanRecorded};
use crate::{Endpoint, HostId, RequestId};

/// Something a person asked for that a job does: the UI and the API reach no engine themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request {
    pub id: RequestId,
    pub wants: RequestKind,
    pub asked_at: DateTime<Utc>,
    pub progress: Progress,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RequestKind {
    Scan { host: HostId },
    TestConnection { endpoint: Endpoint },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    Waiting,
    /// `done` of `total` containers read; `total` 0 while it is not known.
    Running {
        done: u32,
        total: u32,
    },
    Scanned {
        recorded: ScanRecorded,
    },
    /// The engine answered: `Docker 27.3 on Debian 12`, containers it has, its own name.
    Connected {
        engine: String,
        name: String,
        containers: u32,
    },
    Failed {
        error: ScanError,
    },
}

impl Progress {
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Scanned { .. } | Self::Connected { .. } | Self::Failed { .. })
    }
}
