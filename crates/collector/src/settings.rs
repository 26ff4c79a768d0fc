use std::time::Duration;

/// Bounds of one collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// From dialling to the end of the first answer, the engine's version; at most `call_timeout`. Short, because that
    /// answer costs an engine nothing.
    pub connect_timeout: Duration,
    /// From asking to the last byte of the answer.
    pub call_timeout: Duration,
    pub scan_timeout: Duration,
    /// Connections to one engine at once; at least 1.
    pub connections: usize,
    /// Largest answer read; a larger one is refused while it arrives.
    pub max_answer_bytes: usize,
    /// Of all answers to one scan together; a scan that hears more fails.
    pub max_scan_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            call_timeout: Duration::from_secs(15),
            scan_timeout: Duration::from_mins(5),
            connections: 8,
            max_answer_bytes: 32 << 20,
            max_scan_bytes: 512 << 20,
        }
    }
}
