//! Instructions for the Dockerfile of the image that the container runs.

use super::{Snippet, difference, secret};
use crate::facts::{BuildFlawKind, Disclosure, Image, Place};
use crate::fix::Facts;
use crate::quote::is_unsafe;

pub(super) fn render(before: &Facts<'_>, after: &Facts<'_>) -> Option<Snippet> {
    let mut snippet = Snippet::default();
    let mut lines = Vec::new();
    if let (Some(old), Some(new)) = (&before.image, &after.image) {
        configuration(old, new, &mut snippet);
        build(old, new, &mut lines, &mut snippet);
    }
    let (old, new) = (&before.container, &after.container);
    if let (false, Some(user)) = (old.user == new.user, new.user.as_deref()) {
        lines.push(format!("USER {user}"));
    }
    if let Some(question) = difference::new_health_question(before, after) {
        lines.push(format!("HEALTHCHECK --interval=30s --timeout=5s --retries=3 CMD {question}"));
    }
    snippet.text = lines.into_iter().map(|line| line + "\n").collect();
    let is_safe = !snippet.removed.iter().any(|line| is_unsafe(line)) && !snippet.text.lines().any(is_unsafe);
    is_safe.then_some(snippet)
}

/// What the image no longer says.
fn configuration(old: &Image, new: &Image, snippet: &mut Snippet) {
    let is_gone = |variable: &&crate::facts::Variable| !new.environment.contains(variable);
    for variable in old.environment.iter().filter(is_gone) {
        snippet.removed.push(format!("ENV {}=…", variable.name));
    }
    for path in old.volumes.iter().filter(|path| !new.volumes.contains(path)) {
        snippet.removed.push(format!("VOLUME {path}"));
    }
    for port in old.exposed_ports.iter().filter(|port| !new.exposed_ports.contains(port)) {
        snippet.removed.push(format!("EXPOSE {port}"));
    }
}

fn build(old: &Image, new: &Image, lines: &mut Vec<String>, snippet: &mut Snippet) {
    const FLAWS: [BuildFlawKind; 4] = [
        BuildFlawKind::RemoteAdd,
        BuildFlawKind::DownloadPiped,
        BuildFlawKind::IndexUpdateAlone,
        BuildFlawKind::SshServer,
    ];
    for kind in FLAWS {
        let steps = |image: &Image| image.build_flaws.iter().filter(|flaw| flaw.kind == kind).count();
        if steps(old) > steps(new) {
            let (gone, better) = mended(kind);
            snippet.removed.push(gone.to_owned());
            lines.extend(better.iter().map(|line| (*line).to_owned()));
        }
    }
    let setuid = |image: &Image| {
        image.scanner_report.as_ref().and_then(|report| report.setuid_files.as_ref()).map_or(0, Vec::len)
    };
    if setuid(old) > setuid(new) {
        lines.push("RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +".to_owned());
    }
    for credential in old.disclosures.iter().filter(|one| !new.disclosures.contains(one)) {
        baked(credential, lines, snippet);
    }
}

/// An instruction like the one to be mended, and one that does the same and can be trusted.
const fn mended(kind: BuildFlawKind) -> (&'static str, &'static [&'static str]) {
    match kind {
        BuildFlawKind::RemoteAdd => (
            "ADD https://… …",
            &[
                "ARG DOWNLOAD_URL",
                "ARG DOWNLOAD_SHA256",
                "RUN curl -fsSL -o /tmp/download \"$DOWNLOAD_URL\" \\",
                " && echo \"$DOWNLOAD_SHA256  /tmp/download\" | sha256sum -c -",
            ],
        ),
        BuildFlawKind::DownloadPiped => (
            "RUN curl … | sh",
            &[
                "ARG INSTALLER_URL",
                "ARG INSTALLER_SHA256",
                "RUN curl -fsSL -o /tmp/installer \"$INSTALLER_URL\" \\",
                " && echo \"$INSTALLER_SHA256  /tmp/installer\" | sha256sum -c - \\",
                " && sh /tmp/installer && rm /tmp/installer",
            ],
        ),
        BuildFlawKind::IndexUpdateAlone => (
            "RUN apt-get update",
            &[
                "RUN apt-get update \\",
                " && apt-get install -y --no-install-recommends ca-certificates \\",
                " && rm -rf /var/lib/apt/lists/*",
            ],
        ),
        BuildFlawKind::SshServer => ("RUN apt-get install openssh-server", &[]),
    }
}

/// What the build needs is given to the one instruction that needs it; what the program needs, when it is started.
fn baked(credential: &Disclosure, lines: &mut Vec<String>, snippet: &mut Snippet) {
    let id = secret::id(&credential.name);
    match credential.place {
        Place::BuildArgument => snippet.removed.push(format!("ARG {}", credential.name)),
        Place::BuildHistory => snippet.removed.push(format!("RUN … {} …", credential.name)),
        Place::Label => {
            snippet.removed.push(format!("LABEL {}=…", credential.name));
            return;
        }
        Place::Command | Place::Entrypoint | Place::HealthCheck => {
            let instruction = credential.place.title().replace(' ', "").to_uppercase();
            snippet.removed.push(format!(
                "{} … {} …",
                instruction.replace("COMMAND", "CMD"),
                credential.name
            ));
            return;
        }
    }
    lines.push(format!("RUN --mount=type=secret,id={id} test -s /run/secrets/{id}"));
    snippet.notes.push(format!("Put what needs the credential into that RUN: it reads /run/secrets/{id}."));
    snippet.notes.push(format!("Build with --secret id={id},src=./{id}.txt"));
}
