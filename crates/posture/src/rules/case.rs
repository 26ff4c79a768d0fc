use chrono::{DateTime, Utc};

use super::mounts::{Around, JudgedMount};
use super::{cap_001_privileged, cap_002_dangerous_capability};
use crate::capability::{Capabilities, Capability, Reach, names_all, reach_of_added};
use crate::facts::{
    AppArmor, Container, Host, Image, NamespaceMode, NetworkMode, Runtime, SeLinux, Surroundings,
};
use crate::image_reference::ImageReference;
use crate::user::User;
use crate::{Policy, Severity, Subject};

/// One container as the rules see it: facts, and what follows from them.
#[derive(Debug)]
pub struct Case<'a> {
    pub container: &'a Container,
    pub runtime: &'a Runtime,
    /// `None`: the image could not be read.
    pub image: Option<&'a Image>,
    pub host: &'a Host,
    pub surroundings: &'a Surroundings,
    pub policy: &'a Policy,
    pub now: DateTime<Utc>,
    pub reference: ImageReference<'a>,
    pub user: User<'a>,
    /// As they would be without `--privileged` and without `ALL`: what these imply is evidence of their own rules.
    pub capabilities: Capabilities,
    /// As they would be without `--privileged`: with what `ALL` gives, but for what is dropped.
    pub capabilities_with_all: Capabilities,
    pub mounts: Vec<JudgedMount<'a>>,
}

impl<'a> Case<'a> {
    pub fn new(subject: &Subject<'a>, policy: &'a Policy, now: DateTime<Utc>) -> Self {
        let Subject { container, runtime, image, host, surroundings } = *subject;
        let user = User::of(container, image);
        Self {
            container,
            runtime,
            image,
            host,
            surroundings,
            policy,
            now,
            reference: ImageReference::parse(&container.image_reference, &container.image_id),
            user,
            capabilities: Capabilities::without_their_causes(container, host.engine, user),
            capabilities_with_all: Capabilities::without_privileged(container, host.engine, user),
            mounts: super::mounts::judge(container, Around { host, surroundings }, policy),
        }
    }

    pub(crate) const fn around(&self) -> Around<'a> {
        Around { host: self.host, surroundings: self.surroundings }
    }

    /// The container's own setting, else the engine's default at creation; `None` where neither is known.
    pub fn no_new_privileges(&self) -> Option<bool> {
        self.container.security.no_new_privileges.or(self.host.confinement.no_new_privileges_default)
    }

    pub fn reach_of(&self, capability: Capability) -> Reach {
        self.capabilities.reach(capability, self.no_new_privileges())
    }

    /// With the network of the host, of another container or none, bindings are kept and ignored.
    pub fn publishes_ports(&self) -> bool {
        matches!(self.container.network_mode, NetworkMode::DefaultBridge | NetworkMode::Custom(_))
    }

    pub fn all_added(&self) -> bool {
        names_all(&self.container.cap_add)
    }

    /// How near what `ALL` gives is; closed where it is not added.
    pub fn reach_of_all(&self) -> Reach {
        if self.all_added() { self.reach_of_added() } else { Reach::Closed }
    }

    /// The worst that a reach turns out to be: with a name that the image gives the number 0, what is within bounds
    /// is effective. What the engine itself reports needs no guess.
    pub fn reach_at_worst(&self, reach: Reach) -> Reach {
        let reported = self.container.security.reported_capabilities.is_some();
        let is_guess = matches!(self.user, User::Named(_)) && !reported;
        if is_guess { Reach::Effective } else { reach }
    }

    /// How near whatever was added is, by name or as `ALL`.
    pub fn reach_of_added(&self) -> Reach {
        reach_of_added(self.host.engine, self.user, self.no_new_privileges())
    }

    /// Why root in the container is not root on the host.
    pub fn remapped(&self) -> Option<&'static str> {
        if self.host.rootless {
            return Some("the engine is rootless");
        }
        let remaps = self.host.confinement.user_namespaces == Some(true);
        (remaps && self.container.namespaces.user != NamespaceMode::Host)
            .then_some("user namespaces are remapped")
    }

    /// One step lower where root in the container is not root on the host.
    pub fn softened(&self, severity: Severity) -> Severity {
        if self.remapped().is_some() { severity.lowered() } else { severity }
    }

    /// AppArmor or SELinux confines the container; `None`: it would, if the host has it.
    pub fn has_mandatory_access_control(&self) -> Option<bool> {
        let selinux = match self.container.security.selinux {
            SeLinux::Disabled => Some(false),
            SeLinux::Default | SeLinux::Label(_) => self.host.confinement.selinux,
        };
        match (self.apparmor_confines(), selinux) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// `None`: it would, if the host has it.
    pub fn apparmor_confines(&self) -> Option<bool> {
        if self.has_apparmor_profile() { self.host.confinement.apparmor } else { Some(false) }
    }

    /// The profile is empty until the first start, when the engine applies its own; and privileged empties it.
    fn has_apparmor_profile(&self) -> bool {
        match self.container.security.apparmor {
            AppArmor::Profile(_) => true,
            AppArmor::Unset => self.runtime.started_at.is_none() || self.container.privileged,
            AppArmor::Unconfined => false,
        }
    }

    /// The cause beneath which findings are listed that privileged would imply anyway.
    pub fn privileged_cause(&self) -> Option<&'static str> {
        self.container.privileged.then_some(cap_001_privileged::RULE.id)
    }

    /// As [`Self::privileged_cause`], for findings that `ALL` would imply too.
    pub fn capability_cause(&self) -> Option<&'static str> {
        self.privileged_cause().or_else(|| {
            (self.reach_of_all() != Reach::Closed).then_some(cap_002_dangerous_capability::RULE.id)
        })
    }
}
