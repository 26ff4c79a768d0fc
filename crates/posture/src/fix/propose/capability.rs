use crate::capability::{Capability, CapabilitySet, bare, defaults, names_all};
use crate::fix::change::Change;
use crate::fix::low_port;
use crate::rules::Case;

pub(super) fn propose(case: &Case<'_>, rule: &str, subject: &str) -> Vec<Change> {
    match rule {
        "CAP-002" => vec![without(case, subject)],
        "CAP-003" => vec![without(case, Capability::NetRaw.name())],
        // `ALL` beside `ALL` dropped gives everything: first it must go.
        "CAP-004" if !case.all_added() => vec![none_but_needed(case)],
        _ => Vec::new(),
    }
}

/// No longer added, and dropped where the engine gives it anyway.
fn without(case: &Case<'_>, name: &str) -> Change {
    let is_it = |own: &String| bare(own) == name;
    let container = case.container;
    let add: Vec<String> = container.cap_add.iter().filter(|own| !is_it(own)).cloned().collect();
    let mut drop = container.cap_drop.clone();
    let reported = container.security.reported_capabilities.is_some();
    let given = Capability::parse(name)
        .is_some_and(|capability| reported || defaults(case.host.engine).contains(capability));
    if given && !names_all(&drop) && !drop.iter().any(is_it) {
        drop.push(name.to_owned());
        drop.sort();
    }
    Change::SetCapabilities { add, drop }
}

/// `ALL` dropped; what was asked for by name stays, and what the workload shows that it needs comes back.
fn none_but_needed(case: &Case<'_>) -> Change {
    let mut add = case.container.cap_add.clone();
    add.extend(needed(case).iter().map(|capability| capability.name().to_owned()));
    add.sort();
    add.dedup();
    Change::SetCapabilities { add, drop: vec!["ALL".to_owned()] }
}

/// Of the defaults: a port below 1024 takes one, and programs that start as root to become another user take four.
fn needed(case: &Case<'_>) -> CapabilitySet {
    const OF_ROOT: [Capability; 4] =
        [Capability::Chown, Capability::DacOverride, Capability::Setgid, Capability::Setuid];
    let of_root = OF_ROOT.into_iter().filter(|_| !case.user.is_proven_other());
    let of_port = low_port(case).map(|_| Capability::NetBindService);
    let dropped = CapabilitySet::of(&case.container.cap_drop);
    let names: Vec<String> = of_root.chain(of_port).map(|capability| capability.name().to_owned()).collect();
    CapabilitySet::of(&names).minus(dropped)
}
