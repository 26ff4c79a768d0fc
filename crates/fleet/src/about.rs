use serde::{Deserialize, Serialize};

use crate::Installation;
use crate::job::JobRun;

/// What runs here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Of Plimsoll.
    pub version: String,
    /// Of the rules that this version evaluates by.
    pub rules_revision: u32,
    /// Of the policy in force; 1 is the built-in one.
    pub policy_version: u32,
    pub installation: Installation,
    /// `15.9`
    pub postgres_version: String,
    /// The last run of each job that had something to do, by name.
    pub jobs: Vec<JobRun>,
}
