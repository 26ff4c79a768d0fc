//! Which changes might close a finding. Whether they do, evaluation decides.

mod capability;
mod confinement;
mod engine;
mod image;
mod limits;
mod mount;
mod network;
mod secret;

use super::change::Change;
use crate::facts::Host;
use crate::rules::Case;
use crate::{Dimension, Finding};

/// Best first; the first that holds is offered. Empty: nothing that can be said as data mends it.
pub(super) fn of_container(case: &Case<'_>, finding: &Finding) -> Vec<Change> {
    let (rule, subject) = (finding.rule.as_str(), finding.subject.as_str());
    match finding.rule.dimension() {
        Some(Dimension::ImageTrust) => image::propose(case, rule),
        Some(Dimension::Staleness) => image::renewing(case, rule),
        Some(Dimension::Secrets) => secret::propose(case, rule, subject),
        Some(Dimension::Mounts) => mount::propose(case, rule, subject),
        Some(Dimension::Capabilities) => {
            [capability::propose, confinement::propose, limits::propose, network::propose]
                .into_iter()
                .flat_map(|propose| propose(case, rule, subject))
                .collect()
        }
        None => Vec::new(),
    }
}

pub(super) fn of_host(host: &Host, finding: &Finding) -> Vec<Change> {
    engine::propose(host, finding.rule.as_str(), &finding.subject)
}
