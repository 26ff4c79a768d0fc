//! Which Linux capabilities a container has, computed the way its engine computes them.

mod set;

pub use set::{Capability, CapabilitySet};

use crate::facts::{Container, EngineKind};
use crate::user::User;

/// What the first process has, and what it can regain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    pub effective: CapabilitySet,
    /// Regained through setuid or file-capability binaries, unless no-new-privileges is set.
    pub bounding: CapabilitySet,
}

/// How near a capability is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Effective,
    /// After escalation inside the container: one severity lower.
    AfterEscalation,
    /// Not there, or not to be regained.
    Closed,
}

impl Capabilities {
    /// As they would be without `--privileged`, with what `ALL` gives. What the engine reports itself (Podman) comes
    /// first.
    pub fn without_privileged(container: &Container, engine: EngineKind, user: User<'_>) -> Self {
        if !container.privileged
            && let Some(reported) = Self::reported(container)
        {
            return reported;
        }
        if !names_all(&container.cap_add) {
            return Self::without_their_causes(container, engine, user);
        }
        let bounding = if names_all(&container.cap_drop) {
            CapabilitySet::ALL
        } else {
            CapabilitySet::ALL.minus(CapabilitySet::of(&container.cap_drop))
        };
        Self::for_user(bounding, bounding, engine, user)
    }

    /// As they would be without `--privileged` and without `ALL` among the additions.
    pub fn without_their_causes(container: &Container, engine: EngineKind, user: User<'_>) -> Self {
        if !container.privileged
            && !names_all(&container.cap_add)
            && let Some(reported) = Self::reported(container)
        {
            return reported;
        }
        let kept = if names_all(&container.cap_drop) {
            CapabilitySet::EMPTY
        } else {
            defaults(engine).minus(CapabilitySet::of(&container.cap_drop))
        };
        let added = CapabilitySet::of(&container.cap_add);
        Self::for_user(kept.union(added), added, engine, user)
    }

    fn reported(container: &Container) -> Option<Self> {
        let sets = container.security.reported_capabilities.as_ref()?;
        let effective = CapabilitySet::of(&sets.effective);
        // Whoever reports one without the other: what is in effect is within bounds.
        Some(Self { effective, bounding: CapabilitySet::of(&sets.bounding).union(effective) })
    }

    /// Docker gives a process that is not root none; Podman makes ambient what was added.
    fn for_user(bounding: CapabilitySet, added: CapabilitySet, engine: EngineKind, user: User<'_>) -> Self {
        let effective = match engine {
            _ if user.may_be_root() => bounding,
            EngineKind::Docker => CapabilitySet::EMPTY,
            EngineKind::Podman => added,
        };
        Self { effective, bounding }
    }

    pub fn reach(&self, capability: Capability, no_new_privileges: Option<bool>) -> Reach {
        if self.effective.contains(capability) {
            Reach::Effective
        } else if self.bounding.contains(capability) && no_new_privileges != Some(true) {
            Reach::AfterEscalation
        } else {
            Reach::Closed
        }
    }
}

/// How near whatever was added is, by name or as `ALL`.
pub fn reach_of_added(engine: EngineKind, user: User<'_>, no_new_privileges: Option<bool>) -> Reach {
    if user.may_be_root() || engine == EngineKind::Podman {
        Reach::Effective
    } else if no_new_privileges == Some(true) {
        Reach::Closed
    } else {
        Reach::AfterEscalation
    }
}

/// What the engine gives unless told otherwise.
pub const fn defaults(engine: EngineKind) -> CapabilitySet {
    match engine {
        EngineKind::Docker => CapabilitySet::DOCKER_DEFAULT,
        EngineKind::Podman => CapabilitySet::PODMAN_DEFAULT,
    }
}

pub(crate) fn names_all(names: &[String]) -> bool {
    names.iter().any(|name| name == "ALL")
}

/// Without `CAP_`, which some engines put before it.
pub(crate) fn bare(name: &str) -> &str {
    name.strip_prefix("CAP_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::CapabilitySets;

    /// (effective, bounding) as text; the lists are additions and drops.
    fn check(engine: EngineKind, user: User<'_>, add: &[&str], drop: &[&str], expected: (&str, &str)) {
        let names = |names: &[&str]| names.iter().copied().map(String::from).collect();
        let container = Container { cap_add: names(add), cap_drop: names(drop), ..Container::default() };
        let sets = Capabilities::without_privileged(&container, engine, user);
        assert_eq!((text(sets.effective).as_str(), text(sets.bounding).as_str()), expected);
    }

    fn text(set: CapabilitySet) -> String {
        if set == CapabilitySet::ALL {
            return "all".into();
        }
        if set == CapabilitySet::DOCKER_DEFAULT {
            return "default".into();
        }
        set.iter().map(Capability::name).collect::<Vec<_>>().join(" ")
    }

    const APP: User<'_> = User::Number("1000");
    use EngineKind::{Docker, Podman};

    #[test]
    fn docker_has_fourteen_defaults_and_podman_eleven() {
        assert_eq!(defaults(Docker).iter().count(), 14);
        assert_eq!(defaults(Podman).iter().count(), 11);
    }

    #[test]
    fn root_has_the_defaults_in_effect() {
        check(Docker, User::Root, &[], &[], ("default", "default"));
    }

    #[test]
    fn another_user_has_none_in_effect() {
        check(Docker, APP, &["SYS_TIME"], &["ALL"], ("", "SYS_TIME"));
    }

    #[test]
    fn podman_makes_additions_ambient() {
        check(Podman, APP, &["SYS_TIME"], &["ALL"], ("SYS_TIME", "SYS_TIME"));
    }

    #[test]
    fn all_added_is_all_but_the_dropped() {
        let container = Container {
            cap_add: vec!["ALL".into()],
            cap_drop: vec!["SYS_ADMIN".into()],
            ..Container::default()
        };
        let sets = Capabilities::without_privileged(&container, Docker, User::Root);
        assert!(!sets.bounding.contains(Capability::SysAdmin));
        assert_eq!(sets.bounding.iter().count(), 40);
    }

    #[test]
    fn all_added_beside_all_dropped_is_everything() {
        check(Docker, User::Root, &["ALL"], &["ALL"], ("all", "all"));
    }

    #[test]
    fn all_dropped_leaves_only_the_added() {
        check(Docker, User::Root, &["NET_BIND_SERVICE"], &["ALL"], ("NET_BIND_SERVICE", "NET_BIND_SERVICE"));
    }

    #[test]
    fn what_is_dropped_and_added_is_there() {
        check(Docker, User::Root, &["NET_RAW"], &["NET_RAW"], ("default", "default"));
    }

    #[test]
    fn what_was_dropped_stays_dropped_without_privileged() {
        let container = Container { privileged: true, cap_drop: vec!["ALL".into()], ..Container::default() };
        let sets = Capabilities::without_privileged(&container, Docker, User::Root);
        assert_eq!(sets.bounding, CapabilitySet::EMPTY);
    }

    #[test]
    fn what_podman_reports_is_believed() {
        let mut container = Container::default();
        container.security.reported_capabilities =
            Some(CapabilitySets { effective: vec![], bounding: vec!["CAP_KILL".into()] });
        let sets = Capabilities::without_privileged(&container, Podman, User::Root);
        assert_eq!((text(sets.effective).as_str(), text(sets.bounding).as_str()), ("", "KILL"));
    }

    #[test]
    fn no_new_privileges_closes_the_way_back() {
        let sets = Capabilities { effective: CapabilitySet::EMPTY, bounding: CapabilitySet::ALL };
        assert_eq!(sets.reach(Capability::SysAdmin, Some(false)), Reach::AfterEscalation);
        assert_eq!(sets.reach(Capability::SysAdmin, Some(true)), Reach::Closed);
    }
}
