use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::Case;
use crate::facts::Host;
use crate::{Dimension, Policy, RuleId, Severity};

/// A rule of the catalogue. Its id and meaning are permanent once landed.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub id: &'static str,
    pub title: &'static str,
    /// Default severity; a hit may be milder or worse for a reason that its evidence names.
    pub severity: Severity,
    pub references: References,
    /// Why it matters.
    pub rationale: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    pub check: Check,
}

impl Rule {
    pub const fn rule_id(&self) -> RuleId {
        RuleId::new(self.id)
    }

    /// `None`: about a host.
    pub fn dimension(&self) -> Option<Dimension> {
        self.rule_id().dimension()
    }
}

/// Where others say the same.
#[derive(Clone, Copy, Debug)]
pub struct References {
    /// Recommendations of the CIS Docker Benchmark 1.6: `5.5`.
    pub cis: &'static [&'static str],
    /// Sections of NIST SP 800-190: `3.4.3`.
    pub nist: &'static [&'static str],
    /// Of the OWASP Docker Top 10: `D04`.
    pub owasp: &'static [&'static str],
    /// MITRE ATT&CK for Containers: `T1611`.
    pub attack: &'static [&'static str],
}

#[derive(Clone, Copy, Debug)]
pub enum Check {
    Container(fn(&Case<'_>) -> Verdict),
    /// Time alone can change the verdict.
    Aging(fn(&Case<'_>) -> Aged),
    Host(fn(&Host, &Policy) -> Verdict),
    /// As [`Self::Aging`], of a host.
    AgingHost(fn(&Host, &Policy, DateTime<Utc>) -> Aged),
}

/// What a rule says of one container or host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    /// One hit at least, and any others.
    Fail(Hit, Vec<Hit>),
    /// Facts that it takes are missing: never counts as pass. What was found all the same stands beside it.
    Unknown(Gap, Vec<Hit>),
    /// The question makes no sense here, or what this collection path offers could never answer it.
    NotApplicable,
}

/// What a check could not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which facts are missing, in words.
    pub missing: Cow<'static, str>,
    /// The worst that the check could have found there.
    pub could_be: Severity,
}

/// A verdict, and the moment at which it changes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aged {
    pub verdict: Verdict,
    pub due_at: Option<DateTime<Utc>>,
}

/// One failure, before the rule's id is put on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Hit {
    pub severity: Severity,
    pub subject: String,
    pub evidence: String,
    pub cause: Option<&'static str>,
}

impl Hit {
    pub fn new(severity: Severity, evidence: impl Into<String>) -> Self {
        Self { severity, subject: String::new(), evidence: evidence.into(), cause: None }
    }

    /// What tells two hits of one rule apart.
    pub fn on(self, subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..self }
    }

    /// The rule beneath whose finding this one is listed.
    pub fn caused_by(self, cause: Option<&'static str>) -> Self {
        Self { cause, ..self }
    }
}

impl Verdict {
    pub fn fail(hit: Hit) -> Self {
        Self::Fail(hit, Vec::new())
    }

    pub fn fail_if(fails: bool, hit: impl FnOnce() -> Hit) -> Self {
        if fails { Self::fail(hit()) } else { Self::Pass }
    }

    pub const fn unknown(missing: &'static str, could_be: Severity) -> Self {
        Self::Unknown(Gap { missing: Cow::Borrowed(missing), could_be }, Vec::new())
    }

    /// What was found stands, and there could be worse in the gap.
    #[must_use]
    pub fn beside(self, gap: Option<Gap>) -> Self {
        match (gap, self) {
            (None, verdict) => verdict,
            (Some(gap), Self::Fail(hit, others)) => {
                Self::Unknown(gap, std::iter::once(hit).chain(others).collect())
            }
            (Some(gap), Self::Unknown(_, found)) => Self::Unknown(gap, found),
            (Some(gap), Self::Pass | Self::NotApplicable) => Self::Unknown(gap, Vec::new()),
        }
    }
}

/// No hit is a pass.
impl FromIterator<Hit> for Verdict {
    fn from_iter<T: IntoIterator<Item = Hit>>(hits: T) -> Self {
        let mut hits = hits.into_iter();
        hits.next().map_or(Self::Pass, |first| Self::Fail(first, hits.collect()))
    }
}
