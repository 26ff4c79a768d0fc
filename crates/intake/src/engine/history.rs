use posture::facts::{BuildFlaw, BuildFlawKind, Place};

use super::build_flaw;
use super::disclosure::Disclosures;
use super::raw::{HistoryEntry, List, Text};
use crate::{Document, IntakeError};

/// What the build history of an image tells, redacted: the instruction words, oldest first, and what rules look for.
#[derive(Default)]
pub(super) struct History {
    pub instructions: Vec<String>,
    pub flaws: Vec<BuildFlaw>,
}

/// Reads `GET /images/{name}/history`. `env` is what the image sets in the end: judged there, and not again here.
pub(super) fn read_history(
    json: &[u8],
    env: &[Text<'_>],
    disclosures: &mut Disclosures<'_>,
) -> Result<History, IntakeError> {
    let raw: List<HistoryEntry<'_>> = Document::ImageHistory.parse(json)?;
    let mut history = History::default();
    for (number, entry) in (1..).zip(raw.as_slice().iter().rev()) {
        let step = Step::read(entry.created_by.as_ref().map_or("", Text::expose));
        let flaws = build_flaw::kinds(step.instruction, step.body);
        history.flaws.extend(flaws.into_iter().map(|kind: BuildFlawKind| BuildFlaw { step: number, kind }));
        disclose(&step, env, disclosures);
        history.instructions.push(step.instruction.to_owned());
    }
    Ok(history)
}

/// What configuration holds as well (labels, commands) is judged there.
fn disclose(step: &Step<'_>, env: &[Text<'_>], disclosures: &mut Disclosures<'_>) {
    for (name, value) in arguments(step.arguments) {
        disclosures.value(Place::BuildArgument, name, value);
    }
    match step.instruction {
        "RUN" | "ADD" | "COPY" => disclosures.text(Place::BuildHistory, step.instruction, step.body),
        "ARG" => {
            if let Some((name, value)) = step.body.split_once('=') {
                disclosures.value(Place::BuildArgument, name, value);
            }
        }
        "ENV" => {
            let still_set = |pair: &str| env.iter().any(|own| own.expose() == pair);
            if let Some((name, value)) = step.body.split_once('=').filter(|_| !still_set(step.body)) {
                disclosures.value(Place::BuildHistory, name, value);
            }
        }
        _ => {}
    }
}

/// One line of the history, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Step<'a> {
    instruction: &'static str,
    /// `NAME=value` of build arguments, separated by spaces.
    arguments: &'a str,
    body: &'a str,
}

const INSTRUCTIONS: [&str; 17] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// Shells by which both builders run what `RUN` says.
const SHELLS: [&str; 4] = ["/bin/sh -c ", "/bin/bash -c ", "/bin/ash -c ", "/bin/bash -o pipefail -c "];

impl<'a> Step<'a> {
    /// The classic builder writes `/bin/sh -c #(nop) CMD …` and `/bin/sh -c …` for RUN, with build arguments
    /// `|1 NAME=value /bin/sh -c …`; BuildKit the instruction itself and `# buildkit` behind it.
    fn read(created_by: &'a str) -> Self {
        let text = created_by.split_once("#(nop)").map_or(created_by, |(_, rest)| rest).trim();
        let text = text.strip_suffix("# buildkit").unwrap_or(text).trim_end();
        let end = text.find([' ', '\t', '[']).unwrap_or(text.len());
        let known = INSTRUCTIONS.iter().find(|known| **known == &text[..end]);
        let (instruction, rest) = match known {
            Some(known) => (*known, text[end..].trim_start()),
            None if text.is_empty() => ("", text),
            None => ("RUN", text),
        };
        let (arguments, body) = without_shell(rest);
        Self { instruction, arguments, body }
    }
}

fn without_shell(text: &str) -> (&str, &str) {
    let shell = SHELLS.iter().filter_map(|shell| Some((text.find(shell)?, shell.len()))).min();
    let Some(counted) = text.strip_prefix('|') else {
        return match shell {
            Some((0, length)) => ("", &text[length..]),
            _ => ("", text),
        };
    };
    let arguments = counted.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    match shell {
        Some((at, length)) => (
            arguments.get(..arguments.len().saturating_sub(text.len() - at)).unwrap_or_default(),
            &text[at + length..],
        ),
        None => (arguments, ""),
    }
}

/// Values may hold spaces: one goes on until the next word that is a name and `=`.
fn arguments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let begins = |place: usize| {
        let before = text[..place].ends_with(' ') || place == 0;
        let name = text[place..].split(['=', ' ']).next().unwrap_or_default();
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        before && is_name && text[place + name.len()..].starts_with('=')
    };
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(place, _)| place)
        .filter(|place| (*place == 0 || text.as_bytes()[place - 1] == b' ') && begins(*place))
        .collect();
    let ends = starts.clone().into_iter().skip(1).chain([text.len()]);
    starts.into_iter().zip(ends).filter_map(|(start, end)| text[start..end].trim_end().split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(created_by: &str, instruction: &str, arguments: &str, body: &str) {
        let step = Step::read(created_by);
        assert_eq!(
            (step.instruction, step.arguments.trim(), step.body),
            (instruction, arguments, body),
            "{created_by}"
        );
    }

    #[test]
    fn both_builders_histories_give_the_instruction() {
        check("/bin/sh -c #(nop)  CMD [\"nginx\"]", "CMD", "", "[\"nginx\"]");
        check("/bin/sh -c apt-get update", "RUN", "", "apt-get update");
        check("RUN /bin/sh -c apk add curl # buildkit", "RUN", "", "apk add curl");
        check("CMD[\"bash\"]", "CMD", "", "[\"bash\"]");
        check("WORKDIR /app", "WORKDIR", "", "/app");
        check("", "", "", "");
    }

    #[test]
    fn build_arguments_stand_before_the_shell() {
        check("|1 TOKEN=x /bin/sh -c make", "RUN", "TOKEN=x", "make");
        check("RUN |2 A=b c D=e /bin/sh -c make install # buildkit", "RUN", "A=b c D=e", "make install");
        check("|1 TOKEN=x make", "RUN", "TOKEN=x make", "");
    }

    #[test]
    fn a_value_with_spaces_goes_on_until_the_next_name() {
        let read = |text| arguments(text).collect::<Vec<_>>();
        assert_eq!(read("A=b c D=e=f"), [("A", "b c"), ("D", "e=f")]);
        assert_eq!(read("A= B=x"), [("A", ""), ("B", "x")]);
        assert_eq!(read("ä=b =c"), []);
    }
}
