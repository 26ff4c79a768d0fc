use std::sync::Arc;

use chrono::{DateTime, Utc};
use fleet::workload::{ChangeReason, SeverityCounts};
use posture::facts::State;
use posture::{AcceptedSet, Posture};
use uuid::Uuid;

use super::evaluated::Evaluated;
use super::finding::{FindingRecord, Happening};
use super::known::KnownWorkload;
use super::plain::Plain;
use crate::content::Hash;

/// Which workload.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub id: Uuid,
    pub kind: String,
    pub identity_hash: Hash,
    pub identity: String,
    pub project: String,
    pub name: String,
    pub is_ephemeral: bool,
    pub first_seen_at: DateTime<Utc>,
}

impl From<&KnownWorkload> for Head {
    fn from(known: &KnownWorkload) -> Self {
        Self {
            id: known.id,
            kind: known.kind.clone(),
            identity_hash: known.identity_hash,
            identity: known.identity.clone(),
            project: known.project.clone(),
            name: known.name.clone(),
            is_ephemeral: known.is_ephemeral,
            first_seen_at: known.first_seen_at,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    There,
    /// Without containers since a moment; its last known replica stands for it.
    Absent(DateTime<Utc>),
    /// Absent for longer than the grace.
    Gone {
        since: DateTime<Utc>,
        at: DateTime<Utc>,
    },
}

/// A workload as it is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    pub head: Head,
    /// There is no row of it yet.
    pub is_new: bool,
    pub presence: Presence,
    pub unsettled: bool,
    pub counts: bool,
    pub state: State,
    pub replicas: i32,
    pub image: String,
    pub facts_hash: Hash,
    pub image_hash: Option<Hash>,
    pub evaluated: Arc<Evaluated>,
    pub due_at: Option<DateTime<Utc>>,
    pub posture: Posture,
    pub severities: SeverityCounts,
    pub accepted: AcceptedSet,
    pub input_key: Hash,
    /// Beginning of the current interval.
    pub since: DateTime<Utc>,
    /// Set when the interval is new.
    pub reason: Option<ChangeReason>,
    /// The interval before it, if it is still open.
    pub open_before: bool,
    /// Findings whose rows are not as they were.
    pub findings: Vec<FindingRecord>,
    pub plain: Option<Plain>,
    pub happenings: Vec<Happening>,
}

impl Assessment {
    /// Worst finding that counts.
    pub fn worst_rule(&self) -> Option<&str> {
        let shares = self.posture.shares.iter();
        let mut counting =
            self.evaluated.outcome.findings.iter().zip(shares).filter(|(_, share)| !share.accepted);
        counting.next().map(|(finding, _)| finding.rule.as_str())
    }
}
