use serde::{Deserialize, Serialize};

use super::is_default;
use crate::Severity;

/// What a vulnerability scanner reported of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannerReport {
    /// Name and version of the scanner.
    pub scanner: String,
    /// Sorted by id.
    #[serde(default, skip_serializing_if = "is_default")]
    pub vulnerabilities: Vec<Vulnerability>,
    /// Files that run as their owner or group. `None`: the scanner does not look for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setuid_files: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vulnerability {
    /// `CVE-2024-3094`
    pub id: String,
    pub severity: Severity,
    /// A version with a fix exists.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fixable: bool,
}
