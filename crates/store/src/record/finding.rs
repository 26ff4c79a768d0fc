//! Findings of one target: what is known of them meets what was seen.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use fleet::finding::{FindingEventKind, FindingState};
use fleet::lifecycle::Standing;
use posture::{AcceptedSet, Policy, RuleId, Severity};
use uuid::Uuid;

use super::plain::Plain;
use crate::id::{finding_prefix, finding_suffix, joined};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FindingRecord {
    pub id: Uuid,
    pub rule: RuleId,
    pub subject: String,
    pub standing: Standing,
    pub evidence: String,
    pub loss: f64,
    pub gain: f64,
    pub replicas: i32,
    pub revision: i64,
    /// It has a row of its own: something happened to it since it was opened, or is about to.
    pub has_row: bool,
}

/// What a scan saw of one (rule, subject).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub severity: Severity,
    pub evidence: String,
    /// How many replicas have it.
    pub replicas: i32,
    /// Its place in the outcome that counts; `None`: only other replicas have it.
    pub place: Option<usize>,
}

pub(crate) type SeenSet = BTreeMap<(RuleId, String), Seen>;

/// Why what is known and was not seen is still there.
#[derive(Debug)]
pub(crate) struct Doubt<'a> {
    /// Checks that could not be made.
    pub unknown: HashSet<&'a RuleId>,
    /// The scan was partial: nothing is resolved.
    pub partial: bool,
    /// The workload is too young: nothing is opened.
    pub young: bool,
}

/// Something that happened to a finding.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Happening {
    pub finding: Uuid,
    pub severity: Severity,
    pub kind: FindingEventKind,
}

/// The findings of a target on their way to be written.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    followed: Vec<Followed>,
    pub happenings: Vec<Happening>,
    /// A resolution was withheld because the scan was partial.
    pub withheld: bool,
}

#[derive(Debug)]
struct Followed {
    before: Option<FindingRecord>,
    now: FindingRecord,
    place: Option<usize>,
}

impl Findings {
    /// What is known, as it stands.
    pub fn known(records: Vec<FindingRecord>) -> Self {
        let followed =
            records.into_iter().map(|now| Followed { before: Some(now.clone()), now, place: None }).collect();
        Self { followed, ..Self::default() }
    }

    /// Lets every finding follow what was seen.
    pub fn follow(
        target: Uuid,
        known: Vec<FindingRecord>,
        seen: &SeenSet,
        doubt: &Doubt<'_>,
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> Self {
        let mut findings = Self::known(known);
        let mut new: BTreeMap<_, _> = seen.iter().collect();
        for index in 0..findings.followed.len() {
            let record = &findings.followed[index].now;
            match new.remove(&(record.rule.clone(), record.subject.clone())) {
                Some(_) if doubt.young && record.standing.state == FindingState::Resolved => {}
                Some(seen) => findings.see(index, seen, now),
                None => findings.miss(index, doubt, policy, now),
            }
        }
        if !doubt.young {
            let prefix = finding_prefix(target);
            for ((rule, subject), seen) in new {
                let id = joined(prefix, finding_suffix(rule.as_str(), subject));
                findings.open(id, rule, subject, seen, now);
            }
        }
        findings
    }

    fn open(&mut self, id: Uuid, rule: &RuleId, subject: &str, seen: &Seen, now: DateTime<Utc>) {
        let (standing, opened) = Standing::opened(seen.severity, now);
        self.happenings.push(Happening { finding: id, severity: seen.severity, kind: opened });
        let record = FindingRecord {
            id,
            rule: rule.clone(),
            subject: subject.into(),
            standing,
            evidence: seen.evidence.clone(),
            loss: 0.0,
            gain: 0.0,
            replicas: seen.replicas,
            revision: 1,
            has_row: false,
        };
        self.followed.push(Followed { before: None, now: record, place: seen.place });
    }

    fn see(&mut self, index: usize, seen: &Seen, now: DateTime<Utc>) {
        let followed = &mut self.followed[index];
        followed.place = seen.place;
        followed.now.replicas = seen.replicas;
        followed.now.evidence.clone_from(&seen.evidence);
        let events = followed.now.standing.seen(seen.severity, now);
        self.happened(index, events);
    }

    fn miss(&mut self, index: usize, doubt: &Doubt<'_>, policy: &Policy, now: DateTime<Utc>) {
        let record = &self.followed[index].now;
        if record.standing.state == FindingState::Resolved || doubt.unknown.contains(&record.rule) {
            return;
        }
        if doubt.partial {
            self.withheld = true;
            return;
        }
        let evidence = if policy.is_off(record.rule.as_str()) {
            "the policy turned the rule off"
        } else {
            "the check passed"
        };
        self.resolve(index, evidence, now);
    }

    fn resolve(&mut self, index: usize, evidence: &str, now: DateTime<Utc>) {
        let followed = &mut self.followed[index];
        followed.now.replicas = 0;
        let resolved = followed.now.standing.resolve(evidence, now);
        self.happened(index, resolved);
    }

    /// The target is gone.
    pub fn resolve_all(&mut self, evidence: &str, now: DateTime<Utc>) {
        for index in 0..self.followed.len() {
            self.resolve(index, evidence, now);
        }
    }

    /// Ends acceptances whose time has come.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        for index in 0..self.followed.len() {
            let expired = self.followed[index].now.standing.expire(now);
            self.happened(index, expired);
        }
    }

    pub fn revision(&self, id: Uuid) -> Option<i64> {
        self.followed.iter().find(|followed| followed.now.id == id).map(|followed| followed.now.revision)
    }

    /// Changes the state of one finding; `None`: it is not among these.
    pub fn change<E>(
        &mut self,
        id: Uuid,
        change: impl FnOnce(&mut Standing) -> Result<FindingEventKind, E>,
    ) -> Option<Result<(), E>> {
        let index = self.followed.iter().position(|followed| followed.now.id == id)?;
        let happened = change(&mut self.followed[index].now.standing);
        Some(happened.map(|event| self.happened(index, [event])))
    }

    fn happened(&mut self, index: usize, events: impl IntoIterator<Item = FindingEventKind>) {
        let record = &mut self.followed[index].now;
        let before = self.happenings.len();
        let happening = |kind| Happening { finding: record.id, severity: record.standing.severity, kind };
        self.happenings.extend(events.into_iter().map(happening));
        if self.happenings.len() > before {
            record.revision += 1;
        }
    }

    /// Those whose risk is accepted now.
    pub fn accepted(&self, now: DateTime<Utc>) -> AcceptedSet {
        let accepted = self.followed.iter().filter(|followed| followed.now.standing.is_accepted(now));
        accepted.map(|followed| (followed.now.rule.clone(), followed.now.subject.clone())).collect()
    }

    /// Places found again in an outcome that did not change.
    pub fn place(&mut self, outcome: &posture::Outcome) {
        for followed in &mut self.followed {
            let place = |finding: &posture::Finding| {
                finding.rule == followed.now.rule && finding.subject == followed.now.subject
            };
            followed.place = outcome.findings.iter().position(place);
        }
    }

    /// Gives each finding that counts its loss and gain.
    pub fn weigh(&mut self, weight: impl Fn(usize) -> (f64, f64)) {
        for followed in &mut self.followed {
            let there = followed.now.standing.state.is_present();
            (followed.now.loss, followed.now.gain) =
                followed.place.filter(|_| there).map_or((0.0, 0.0), &weight);
        }
    }

    /// The rows that are not as they were; every finding has one.
    pub fn rows(self) -> (Vec<FindingRecord>, Vec<Happening>) {
        let changed = self.followed.into_iter().filter(Followed::is_news);
        (changed.map(|followed| followed.now).collect(), self.happenings)
    }

    /// As [`Self::rows`], where those to which nothing happened need none. `replicas`: how many have a finding
    /// that all of them have.
    pub fn rows_and_plain(self, replicas: i32) -> (Vec<FindingRecord>, Option<Plain>, Vec<Happening>) {
        let rowless = self.followed.iter().filter(|followed| !followed.now.has_row);
        let since = rowless.map(|followed| followed.now.standing.opened_at).min();
        let (plain, others): (Vec<_>, Vec<_>) =
            self.followed.into_iter().partition(|followed| followed.is_plain(since, replicas));
        let rows = others.into_iter().filter(Followed::is_news).map(|followed| followed.now).collect();
        let plain = plain.into_iter().map(|followed| followed.now).collect();
        (rows, since.and_then(|since| Plain::of(plain, since, replicas)), self.happenings)
    }
}

impl Followed {
    fn is_news(&self) -> bool {
        !self.now.has_row || self.before.as_ref() != Some(&self.now)
    }

    /// Whether nothing happened to it but being opened at this moment.
    fn is_plain(&self, since: Option<DateTime<Utc>>, replicas: i32) -> bool {
        let FindingRecord { standing, has_row, revision, .. } = &self.now;
        !has_row
            && *revision == 1
            && standing.state == FindingState::Open
            && Some(standing.opened_at) == since
            && self.now.replicas == replicas
            && self.place.is_some()
    }
}
