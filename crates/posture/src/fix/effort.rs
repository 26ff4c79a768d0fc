use serde::{Deserialize, Serialize};

use super::change::{Change, EngineSetting};

/// What a change takes, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// One setting that programs do not notice.
    Setting,
    /// A setting to be tried out with the program.
    Trial,
    /// Another image, or another way for the program to get what it needs.
    Rebuild,
}

impl Effort {
    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Setting => "one setting",
            Self::Trial => "a setting to try out",
            Self::Rebuild => "a change to image or program",
        }
    }
}

pub(super) const fn of(change: &Change) -> Effort {
    match change {
        Change::Engine { setting } if !is_trial(setting) => Effort::Setting,
        Change::SetNoNewPrivileges
        | Change::UseDefaultAppArmor
        | Change::OwnNamespace { namespace: super::Namespace::Uts | super::Namespace::Cgroup }
        | Change::RemoveCgroupParent
        | Change::LimitPids { .. }
        | Change::LimitRestarts { .. }
        | Change::MountPrivately { .. }
        | Change::PinImage { .. }
        | Change::StartAgain { .. } => Effort::Setting,
        Change::ReadSecretFromFile { .. }
        | Change::RequirePassword { .. }
        | Change::RemoveCredential { .. }
        | Change::RemoveBakedVariable { .. }
        | Change::RemoveBakedCredential { .. }
        | Change::MendBuild { .. }
        | Change::RemoveSshServer
        | Change::RemoveImageVolume { .. }
        | Change::ClearSetuid
        | Change::UseSupportedBase => Effort::Rebuild,
        _ => Effort::Trial,
    }
}

const fn is_trial(setting: &EngineSetting) -> bool {
    matches!(
        setting,
        EngineSetting::RequireClientCertificates | EngineSetting::RemapUsers | EngineSetting::RemoteLogs
    )
}
