use chrono::{DateTime, Utc};

use crate::facts::{BuildFlawKind, Image, State};
use crate::fix::change::Change;
use crate::fix::facts::Facts;

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    match change {
        Change::PinImage { reference } => facts.of_container().image_reference.clone_from(reference),
        Change::MendBuild { flaw } => mend_build(facts, *flaw),
        Change::RemoveSshServer => remove_ssh_server(facts),
        Change::RemoveImageVolume { path } => {
            facts.change_image(|image| image.volumes.retain(|own| own != path));
        }
        Change::ClearSetuid => facts.change_image(clear_setuid),
        Change::UseSupportedBase => facts.change_image(|image| image.os_release = None),
        Change::RenewImage { at } => renew(facts, *at),
        Change::StartAgain { at } => start_again(facts, *at),
        _ => return false,
    }
    true
}

fn mend_build(facts: &mut Facts<'_>, flaw: BuildFlawKind) {
    facts.change_image(|image| image.build_flaws.retain(|own| own.kind != flaw));
}

fn remove_ssh_server(facts: &mut Facts<'_>) {
    facts.of_container().runs_ssh_server = false;
    mend_build(facts, BuildFlawKind::SshServer);
    facts.change_image(|image| {
        image.exposed_ports.retain(|port| !matches!(port.as_str(), "22" | "22/tcp"));
    });
}

fn clear_setuid(image: &mut Image) {
    if let Some(report) = &mut image.scanner_report {
        report.setuid_files = Some(Vec::new());
    }
}

/// What has no fix yet stays; what else a newer image brings is not known before it is there.
fn renew(facts: &mut Facts<'_>, at: DateTime<Utc>) {
    facts.change_image(|image| {
        image.created_at = Some(at);
        if let Some(report) = &mut image.scanner_report {
            report.vulnerabilities.retain(|vulnerability| !vulnerability.fixable);
        }
    });
    let image_id = facts.container.image_id.clone();
    let surroundings = facts.surroundings.to_mut();
    surroundings.tag_points_to = Some(image_id);
    surroundings.image_missing = false;
    surroundings.registry = None;
    start_again(facts, at);
}

fn start_again(facts: &mut Facts<'_>, at: DateTime<Utc>) {
    let runtime = facts.runtime.to_mut();
    if matches!(runtime.state, State::Running | State::Paused | State::Restarting) {
        runtime.started_at = Some(at);
    }
    if let Some(changed) = &mut runtime.changed_executables {
        changed.clear();
    }
}
