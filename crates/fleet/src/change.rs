//! What happened to findings, in order, as ticketing systems and webhooks hear of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use posture::Severity;
use serde::{Deserialize, Serialize};

use crate::finding::FindingEventKind;
use crate::ticket::Ticket;
use crate::{Cursor, FindingId, HostId, Scope, WorkloadId};

/// Something that happened to one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Its own, and the same wherever it is told of.
    pub id: String,
    #[serde(rename = "type")]
    pub kind: ChangeKind,
    pub timestamp: DateTime<Utc>,
    pub data: ChangeData,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeData {
    /// Who: a person's name, or `plimsoll`.
    pub by: String,
    pub details: FindingEventKind,
    pub finding: ChangedFinding,
    /// `None`: the finding is the host's own.
    pub workload: Option<ChangedWorkload>,
    pub host: ChangedHost,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedFinding {
    pub id: FindingId,
    /// For the one ticket of this problem; stable as long as the problem is the same.
    pub dedup_key: String,
    pub rule: String,
    pub title: String,
    /// At that moment.
    pub severity: Severity,
    pub subject: String,
    /// As last known.
    pub evidence: String,
    /// In the dashboard.
    pub url: String,
    /// Where it is worked on, by now.
    pub ticket: Option<Ticket>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedWorkload {
    pub id: WorkloadId,
    pub name: String,
    /// Compose project, Swarm stack or Kubernetes namespace; empty: none.
    pub project: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedHost {
    pub id: HostId,
    pub name: String,
    pub labels: BTreeMap<String, String>,
}

macro_rules! kinds {
    ($($kind:ident $name:literal)*) => {
        /// What can happen to a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ChangeKind {
            $(#[serde(rename = $name)] $kind,)*
        }

        impl ChangeKind {
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$kind),*];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }

        // The derive does not see names that a macro gives.
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for ChangeKind {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some("What can happen to a finding."))
                    .enum_values(Some([$($name),*]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for ChangeKind {}
    };
}

kinds! {
    Opened "finding.opened"
    SeverityChanged "finding.severity_changed"
    Acknowledged "finding.acknowledged"
    Accepted "finding.accepted"
    AcceptanceRevoked "finding.acceptance_revoked"
    AcceptanceExpired "finding.acceptance_expired"
    AcceptanceVoided "finding.acceptance_voided"
    Resolved "finding.resolved"
    Reopened "finding.reopened"
}

impl ChangeKind {
    /// The word for it among the events of a finding.
    pub fn word(self) -> &'static str {
        self.as_str().trim_start_matches("finding.")
    }
}

impl From<&FindingEventKind> for ChangeKind {
    fn from(event: &FindingEventKind) -> Self {
        match event {
            FindingEventKind::Opened => Self::Opened,
            FindingEventKind::SeverityChanged { .. } => Self::SeverityChanged,
            FindingEventKind::Acknowledged => Self::Acknowledged,
            FindingEventKind::Accepted { .. } => Self::Accepted,
            FindingEventKind::AcceptanceRevoked => Self::AcceptanceRevoked,
            FindingEventKind::AcceptanceExpired => Self::AcceptanceExpired,
            FindingEventKind::AcceptanceVoided => Self::AcceptanceVoided,
            FindingEventKind::Resolved { .. } => Self::Resolved,
            FindingEventKind::Reopened { .. } => Self::Reopened,
        }
    }
}

impl std::fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for ChangeKind {
    type Err = UnknownChangeKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownChangeKind)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such change; there are finding.opened, finding.resolved, finding.reopened and others")]
pub struct UnknownChangeKind;

/// Which changes; every field that says something must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ChangeFilter {
    /// None: any.
    pub kinds: Vec<ChangeKind>,
    /// None: any.
    pub severities: Vec<Severity>,
    /// Ids of rules; none: any.
    pub rules: Vec<String>,
    pub scope: Scope,
}

impl ChangeFilter {
    pub fn takes_kind(&self, kind: ChangeKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    pub fn takes_severity(&self, severity: Severity) -> bool {
        self.severities.is_empty() || self.severities.contains(&severity)
    }

    pub fn takes_rule(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|taken| taken == rule)
    }

    /// Findings of hosts themselves are in no project.
    pub fn takes_target(&self, host: &ChangedHost, workload: Option<&ChangedWorkload>) -> bool {
        let Scope { labels, hosts, projects } = &self.scope;
        labels.matches(&host.labels)
            && (hosts.is_empty() || hosts.contains(&host.id))
            && (projects.is_empty() || workload.is_some_and(|workload| projects.contains(&workload.project)))
    }
}

/// Where reading begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedStart {
    /// With the oldest change that is kept.
    Oldest,
    /// With what happens from now on.
    Now,
    After(Cursor),
}

/// A part of the feed, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePage {
    pub items: Vec<Change>,
    /// Where to go on, also when there is nothing more yet.
    pub next_cursor: Cursor,
    /// There is more already. A page may be short, or empty, and have more after it.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_named_as_its_event() {
        for kind in ChangeKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(kind.as_str(), format!("finding.{}", kind.word()));
        }
        let event = FindingEventKind::Reopened { flapping: true };
        assert_eq!(ChangeKind::from(&event).word(), event.as_str());
        assert!("finding.lost".parse::<ChangeKind>().is_err());
    }

    #[test]
    fn everything_that_a_filter_says_must_hold() {
        let host = |team: &str| ChangedHost {
            id: HostId(uuid::Uuid::from_u128(1)),
            name: "berlin-1".into(),
            labels: [("team".to_owned(), team.to_owned())].into(),
        };
        let shop = ChangedWorkload {
            id: WorkloadId(uuid::Uuid::from_u128(2)),
            name: "api".into(),
            project: "shop".into(),
        };
        let filter = |parameters: &[(&str, &str)]| ChangeFilter {
            scope: Scope::read(parameters.iter().copied()).unwrap(),
            ..ChangeFilter::default()
        };
        assert!(ChangeFilter::default().takes_target(&host("a"), None));
        assert!(filter(&[("label", "team=a")]).takes_target(&host("a"), None));
        assert!(!filter(&[("label", "team=a")]).takes_target(&host("b"), Some(&shop)));
        assert!(filter(&[("project", "shop")]).takes_target(&host("b"), Some(&shop)));
        assert!(!filter(&[("project", "shop")]).takes_target(&host("b"), None));
        assert!(!filter(&[("label", "team=a"), ("project", "bar")]).takes_target(&host("a"), Some(&shop)));
    }
}
