use posture::{Dimension, Severity};
use serde::{Deserialize, Serialize};

/// A rule of the catalogue, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleEntry {
    /// Permanent, such as `CAP-003`.
    pub id: String,
    pub title: String,
    /// `None`: about a host.
    pub dimension: Option<Dimension>,
    /// By default; a finding may be milder or worse for a reason that its evidence names.
    pub severity: Severity,
    /// Why it matters.
    pub rationale: String,
    /// What to do about it.
    pub fix: String,
    /// Recommendations of the CIS Docker Benchmark 1.6: `5.5`.
    pub cis: Vec<String>,
    /// Sections of NIST SP 800-190: `3.4.3`.
    pub nist: Vec<String>,
    /// Of the OWASP Docker Top 10: `D04`.
    pub owasp: Vec<String>,
    /// MITRE ATT&CK for Containers: `T1611`.
    pub attack: Vec<String>,
}

impl From<&posture::rules::Rule> for RuleEntry {
    fn from(rule: &posture::rules::Rule) -> Self {
        let owned = |places: &[&str]| places.iter().map(|place| (*place).to_owned()).collect();
        Self {
            id: rule.id.into(),
            title: rule.title.into(),
            dimension: rule.dimension(),
            severity: rule.severity,
            rationale: rule.rationale.into(),
            fix: rule.fix.into(),
            cis: owned(rule.references.cis),
            nist: owned(rule.references.nist),
            owasp: owned(rule.references.owasp),
            attack: owned(rule.references.attack),
        }
    }
}
