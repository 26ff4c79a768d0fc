use chrono::{DateTime, Utc};
use fleet::Role;
use serde::{Deserialize, Serialize};

/// The moment of a request, given by the server: pages never read a clock, so both renderings say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now(pub DateTime<Utc>);

/// What a screen loads, with the moment at which it was true and for whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loaded<T> {
    pub now: DateTime<Utc>,
    pub role: Role,
    pub value: T,
}

impl<T> Loaded<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Loaded<U> {
        Loaded { now: self.now, role: self.role, value: change(self.value) }
    }
}
