//! How a finding's state changes: by what a scan saw, by a decision, by time. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use posture::Severity;

use crate::Problem;
use crate::finding::{Acceptance, Decision, FindingEventKind, FindingState};

/// A finding that is back within this time of its resolution is marked as flapping.
pub const FLAPPING: TimeDelta = TimeDelta::hours(24);
/// How long a workload without containers is waited for before it counts as gone.
pub const GONE_GRACE: TimeDelta = TimeDelta::hours(1);
/// Age from which an ephemeral workload opens findings; one with an escape path opens them at once.
pub const EPHEMERAL_AGE: TimeDelta = TimeDelta::hours(1);
/// How far ahead a risk may be accepted.
pub const LONGEST_ACCEPTANCE: TimeDelta = TimeDelta::days(2 * 365);

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: FindingState,
    pub severity: Severity,
    pub opened_at: DateTime<Utc>,
    /// Set while it is resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Set while it is accepted.
    pub acceptance: Option<Acceptance>,
}

impl Standing {
    /// A finding that was not known before.
    pub fn opened(severity: Severity, now: DateTime<Utc>) -> (Self, FindingEventKind) {
        let standing =
            Self { state: FindingState::Open, severity, opened_at: now, resolved_at: None, acceptance: None };
        (standing, FindingEventKind::Opened)
    }

    /// Whether its risk is accepted at `now`; the acceptance ends at its last moment.
    pub fn is_accepted(&self, now: DateTime<Utc>) -> bool {
        self.acceptance.as_ref().is_some_and(|acceptance| acceptance.until > now)
    }

    /// A scan found it with this severity. Gives what happened, oldest first; nothing if nothing did.
    pub fn seen(&mut self, severity: Severity, now: DateTime<Utc>) -> Vec<FindingEventKind> {
        let mut events = Vec::from_iter(self.expire(now));
        let before = std::mem::replace(&mut self.severity, severity);
        if let Some(resolved_at) = self.resolved_at.take() {
            self.state = FindingState::Reopened;
            self.opened_at = now;
            events.push(FindingEventKind::Reopened { flapping: now - resolved_at < FLAPPING });
            return events;
        }
        if before != severity {
            events.push(FindingEventKind::SeverityChanged { from: before, to: severity });
        }
        if severity > before && self.acceptance.take().is_some() {
            self.state = FindingState::Open;
            events.push(FindingEventKind::AcceptanceVoided);
        }
        events
    }

    /// The check passed, or the target is gone: what was accepted of it ends too.
    pub fn resolve(&mut self, evidence: &str, now: DateTime<Utc>) -> Option<FindingEventKind> {
        if self.state == FindingState::Resolved {
            return None;
        }
        self.state = FindingState::Resolved;
        self.resolved_at = Some(now);
        self.acceptance = None;
        Some(FindingEventKind::Resolved { evidence: evidence.into() })
    }

    /// Ends an acceptance whose time has come.
    pub fn expire(&mut self, now: DateTime<Utc>) -> Option<FindingEventKind> {
        self.acceptance.take_if(|acceptance| acceptance.until <= now)?;
        self.state = FindingState::Open;
        Some(FindingEventKind::AcceptanceExpired)
    }

    /// # Errors
    /// `Invalid` for a reason or a moment out of range, `Conflict` when the state does not allow the decision.
    pub fn decide(
        &mut self,
        decision: &Decision,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<FindingEventKind, Problem> {
        if self.state == FindingState::Resolved {
            return Err(conflict("the finding is resolved"));
        }
        match decision {
            Decision::Acknowledge if self.state == FindingState::Accepted => {
                Err(conflict("the risk is accepted; revoke the acceptance first"))
            }
            Decision::Acknowledge if self.state == FindingState::Acknowledged => {
                Err(conflict("the finding is acknowledged already"))
            }
            Decision::Acknowledge => {
                self.state = FindingState::Acknowledged;
                Ok(FindingEventKind::Acknowledged)
            }
            Decision::Accept { reason, until } => self.accept(reason, *until, by, now),
            Decision::RevokeAcceptance => {
                self.acceptance.take().ok_or_else(|| conflict("the risk is not accepted"))?;
                self.state = FindingState::Open;
                Ok(FindingEventKind::AcceptanceRevoked)
            }
        }
    }

    fn accept(
        &mut self,
        reason: &str,
        until: DateTime<Utc>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<FindingEventKind, Problem> {
        let reason = reason.trim();
        if !(3..=2_000).contains(&reason.chars().count()) {
            return Err(Problem::invalid("reason", "say why, in 3 to 2,000 characters"));
        }
        if until <= now || until > now + LONGEST_ACCEPTANCE {
            return Err(Problem::invalid("until", "a moment after now and at most 2 years ahead"));
        }
        self.state = FindingState::Accepted;
        self.acceptance = Some(Acceptance { by: by.into(), reason: reason.into(), granted_at: now, until });
        Ok(FindingEventKind::Accepted { reason: reason.into(), until })
    }
}

fn conflict(detail: &str) -> Problem {
    Problem::Conflict { detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn open(severity: Severity) -> Standing {
        Standing::opened(severity, hour(0)).0
    }

    fn accepted_until(severity: Severity, until: i64) -> Standing {
        let mut standing = open(severity);
        let decision = Decision::Accept { reason: "behind a proxy".into(), until: hour(until) };
        standing.decide(&decision, "ada", hour(1)).expect("an open finding can be accepted");
        standing
    }

    fn words(events: impl IntoIterator<Item = FindingEventKind>) -> String {
        let kinds: Vec<_> = events.into_iter().map(|event| event.as_str().to_owned()).collect();
        kinds.join(" ")
    }

    #[test]
    fn seeing_it_again_changes_nothing() {
        let mut standing = open(Severity::High);
        assert_eq!(words(standing.seen(Severity::High, hour(5))), "");
        assert_eq!(standing, open(Severity::High));
    }

    #[test]
    fn an_acknowledged_finding_stays_acknowledged_while_it_is_there() {
        let mut standing = open(Severity::High);
        standing.decide(&Decision::Acknowledge, "ada", hour(1)).expect("open");
        assert_eq!(words(standing.seen(Severity::Critical, hour(2))), "severity_changed");
        assert_eq!(standing.state, FindingState::Acknowledged);
    }

    #[test]
    fn back_within_a_day_is_flapping_and_later_is_not() {
        for (back, flapping) in [(10 + 23, true), (10 + 24, false)] {
            let mut standing = open(Severity::Low);
            standing.resolve("the check passed", hour(10));
            let events = standing.seen(Severity::Low, hour(back));
            assert_eq!(events, [FindingEventKind::Reopened { flapping }], "back at {back}");
            assert_eq!((standing.state, standing.opened_at), (FindingState::Reopened, hour(back)));
            assert_eq!(standing.resolved_at, None);
        }
    }

    #[test]
    fn resolved_once_is_resolved_once() {
        let mut standing = open(Severity::Low);
        assert_eq!(words(standing.resolve("the check passed", hour(1))), "resolved");
        assert_eq!(words(standing.resolve("workload gone", hour(2))), "");
        assert_eq!(standing.resolved_at, Some(hour(1)));
    }

    #[test]
    fn fixed_while_accepted_ends_the_acceptance_and_coming_back_reopens() {
        let mut standing = accepted_until(Severity::High, 100);
        standing.resolve("the check passed", hour(10));
        assert_eq!(standing.acceptance, None);
        assert_eq!(words(standing.seen(Severity::High, hour(50))), "reopened");
        assert_eq!(standing.state, FindingState::Reopened);
        assert!(!standing.is_accepted(hour(50)));
    }

    #[test]
    fn a_severity_that_rises_voids_the_acceptance_and_one_that_falls_does_not() {
        let mut risen = accepted_until(Severity::High, 100);
        assert_eq!(words(risen.seen(Severity::Critical, hour(10))), "severity_changed acceptance_voided");
        assert_eq!(risen.state, FindingState::Open);
        assert!(!risen.is_accepted(hour(10)));

        let mut fallen = accepted_until(Severity::High, 100);
        assert_eq!(words(fallen.seen(Severity::Medium, hour(10))), "severity_changed");
        assert!(fallen.is_accepted(hour(10)));
    }

    #[test]
    fn an_acceptance_ends_at_its_moment_and_not_before() {
        let mut standing = accepted_until(Severity::High, 100);
        assert!(standing.is_accepted(hour(99)));
        assert_eq!(words(standing.expire(hour(99))), "");
        assert!(!standing.is_accepted(hour(100)));
        assert_eq!(words(standing.expire(hour(100))), "acceptance_expired");
        assert_eq!(standing.state, FindingState::Open);
    }

    #[test]
    fn a_scan_after_the_expiry_ends_the_acceptance_too() {
        let mut standing = accepted_until(Severity::High, 100);
        assert_eq!(words(standing.seen(Severity::High, hour(101))), "acceptance_expired");
    }

    #[test]
    fn an_acceptance_can_be_revoked_once() {
        let mut standing = accepted_until(Severity::High, 100);
        let revoke = |standing: &mut Standing| standing.decide(&Decision::RevokeAcceptance, "ada", hour(2));
        assert_eq!(revoke(&mut standing), Ok(FindingEventKind::AcceptanceRevoked));
        assert_eq!(standing.state, FindingState::Open);
        assert_eq!(revoke(&mut standing), Err(conflict("the risk is not accepted")));
    }

    #[test]
    fn what_is_resolved_cannot_be_decided_about() {
        let mut standing = open(Severity::High);
        standing.resolve("the check passed", hour(1));
        let refused = standing.decide(&Decision::Acknowledge, "ada", hour(2));
        assert_eq!(refused, Err(conflict("the finding is resolved")));
    }

    #[test]
    fn a_reason_and_a_moment_in_range_are_demanded() {
        for (reason, until, field) in [
            ("ok", hour(10), "reason"),
            ("   ok    ", hour(10), "reason"),
            ("long enough", hour(2), "until"),
            ("long enough", hour(2) + LONGEST_ACCEPTANCE + TimeDelta::seconds(1), "until"),
        ] {
            let mut standing = open(Severity::High);
            let decision = Decision::Accept { reason: reason.into(), until };
            let Err(Problem::Invalid { errors }) = standing.decide(&decision, "ada", hour(2)) else {
                panic!("{reason:?} until {until} was accepted");
            };
            assert_eq!(errors[0].field, field);
            assert_eq!(standing, open(Severity::High));
        }
    }
}
