//! What speaks for a change breaking the workload, and what against.

mod container;
mod engine;
mod image;

use serde::{Deserialize, Serialize};

use super::Change;
use crate::facts::Host;
use crate::rules::Case;

/// Evidence, in words, from facts alone; both may be empty. It is no proof either way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Breakage {
    /// Why it may break.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<String>,
    /// Why it may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<String>,
}

pub(super) fn of(change: &Change, case: &Case<'_>) -> Breakage {
    let mut evidence = Breakage::default();
    container::collect(change, case, &mut evidence);
    image::collect(change, case, &mut evidence);
    evidence
}

impl Breakage {
    pub(super) fn of_engine(change: &Change, host: &Host) -> Self {
        let mut evidence = Self::default();
        if let Change::Engine { setting } = change {
            engine::collect(setting, host, &mut evidence);
        }
        evidence
    }

    fn breaks(&mut self, why: impl Into<String>) {
        self.breaks.push(why.into());
    }

    fn holds(&mut self, why: impl Into<String>) {
        self.holds.push(why.into());
    }
}
