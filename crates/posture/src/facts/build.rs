use serde::{Deserialize, Serialize};

/// A step of the build history that a rule objects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BuildFlaw {
    /// Position in the history, oldest first, from 1.
    pub step: u32,
    pub kind: BuildFlawKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuildFlawKind {
    /// `ADD` of a URL.
    RemoteAdd,
    /// What was downloaded went straight into an interpreter.
    DownloadPiped,
    /// The package index was updated, and nothing installed with it.
    IndexUpdateAlone,
    /// An SSH server was installed.
    SshServer,
}
