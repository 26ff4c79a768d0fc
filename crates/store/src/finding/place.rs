//! Places in the list of findings: worst first, then by gain, then oldest.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::row::Raw;

pub(super) const ORDER: &str = " order by f.severity desc, f.gain desc, f.opened_at, f.id";

/// The sort key of a row; the gain as its bits, because JSON would round it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    pub severity: i16,
    gain: u64,
    pub opened_at: DateTime<Utc>,
    pub id: Uuid,
}

/// A part of the list after a place, each of which an index can give in order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    All,
    /// As severe, with the same gain.
    Beside(Place),
    Below(Place),
}

impl Place {
    pub fn of(row: &Raw) -> Self {
        Self { severity: row.severity, gain: row.gain.to_bits(), opened_at: row.opened_at, id: row.id }
    }

    pub fn gain(self) -> f64 {
        f64::from_bits(self.gain)
    }

    /// Rows `f` after it; begins with `and`.
    pub fn push_after(self, query: &mut QueryBuilder<Postgres>) {
        query.push(" and ((f.severity, f.gain) < (").push_bind(self.severity);
        query.push(", ").push_bind(self.gain());
        query.push(") or f.severity = ").push_bind(self.severity);
        query.push(" and f.gain = ").push_bind(self.gain());
        query.push(" and (f.opened_at, f.id) > (").push_bind(self.opened_at);
        query.push(", ").push_bind(self.id).push("))");
    }
}

impl Part {
    /// The parts of the list after a place, or all of it.
    pub fn after(place: Option<Place>) -> Vec<Self> {
        place.map_or(vec![Self::All], |place| vec![Self::Beside(place), Self::Below(place)])
    }

    /// The condition on severity and gain, which stand in the table `alias`; begins with `and`.
    pub fn push_level(self, query: &mut QueryBuilder<Postgres>, alias: &str) {
        let place = match self {
            Self::All => return,
            Self::Beside(place) | Self::Below(place) => place,
        };
        let comparison = if matches!(self, Self::Beside(_)) { " = " } else { " < " };
        query.push(format_args!(" and ({alias}.severity, {alias}.gain){comparison}("));
        query.push_bind(place.severity).push(", ").push_bind(place.gain()).push(")");
    }
}
