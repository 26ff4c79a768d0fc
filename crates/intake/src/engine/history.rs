use std::collections::HashMap;

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
    let in_force = InForce::of(env);
    let mut history = History::default();
    for (number, entry) in (1..).zip(raw.as_slice().iter().rev()) {
        let step = Step::read(entry.created_by.as_ref().map_or("", Text::expose));
        let flaws = build_flaw::kinds(step.instruction, step.body);
        history.flaws.extend(flaws.into_iter().map(|kind: BuildFlawKind| BuildFlaw { step: number, kind }));
        disclose(&step, &in_force, disclosures);
        history.instructions.push(step.instruction.to_owned());
    }
    Ok(history)
}

/// What configuration holds as well (labels, commands) is judged there.
fn disclose(step: &Step<'_>, in_force: &InForce<'_>, disclosures: &mut Disclosures<'_>) {
    for (name, value) in arguments(step.arguments) {
        disclosures.value(Place::BuildArgument, name, value);
    }
    match step.instruction {
        "RUN" | "ADD" | "COPY" => disclosures.text(Place::BuildHistory, step.instruction, step.body),
        "ARG" => {
            for (name, value) in arguments(step.body) {
                disclosures.value(Place::BuildArgument, name, value);
            }
        }
        "ENV" => {
            for (name, value) in arguments(&in_force.taken_from(step.body)) {
                disclosures.value(Place::BuildHistory, name, value);
            }
        }
        _ => {}
    }
}

/// Bytes. A longer value is judged again where the history sets it.
const LONGEST_VALUE: usize = 4_096;
/// Flags of a shell; a line with more is none.
const MOST_FLAGS: usize = 8;

/// The environment that an image has in the end.
struct InForce<'e>(HashMap<&'e str, &'e str>);

impl<'e> InForce<'e> {
    fn of(env: &'e [Text<'_>]) -> Self {
        let pairs = env.iter().filter_map(|pair| pair.expose().split_once('='));
        Self(pairs.filter(|(_, value)| value.len() <= LONGEST_VALUE).collect())
    }

    /// What `ENV` set and the image has no more or otherwise: pairs that are still in force are taken out, whatever their
    /// values hold.
    fn taken_from(&self, body: &str) -> String {
        let mut left = String::new();
        let mut rest = body;
        while !rest.is_empty() {
            if let Some(after) = self.after_pair(rest) {
                rest = after.trim_start();
                continue;
            }
            let end = rest.find(' ').map_or(rest.len(), |space| space + 1);
            left.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        left
    }

    fn after_pair<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (name, _) = text.split(' ').next()?.split_once('=')?;
        let value_on = &text[name.len() + 1..];
        let after = value_on.strip_prefix(self.0.get(name)?)?;
        (after.is_empty() || after.starts_with(' ')).then_some(after)
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
    let Some(counted) = text.strip_prefix('|') else {
        let body = after_shell(text).unwrap_or(text);
        return ("", body);
    };
    let arguments = counted.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let mut words =
        arguments.match_indices('/').filter(|(at, _)| *at == 0 || arguments[..*at].ends_with(' '));
    let shell = words.find_map(|(at, _)| Some((at, after_shell(&arguments[at..])?)));
    shell.map_or((arguments, ""), |(at, body)| (&arguments[..at], body))
}

/// What follows a shell and its flags: `/bin/sh -c`, or whatever `SHELL` set, such as `/bin/bash -euxo pipefail -c`.
fn after_shell(text: &str) -> Option<&str> {
    const SHELLS: [&str; 6] = ["sh", "bash", "ash", "dash", "ksh", "zsh"];
    let (program, mut rest) = text.split_once(' ')?;
    let is_shell =
        program.starts_with('/') && SHELLS.contains(&program.rsplit('/').next().unwrap_or_default());
    if !is_shell {
        return None;
    }
    for _ in 0..MOST_FLAGS {
        let (flag, after) = rest.split_once(' ')?;
        let letters = flag.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
        rest = after.trim_start();
        if letters.contains('o') {
            // The name of an option: `pipefail`.
            rest = rest.split_once(' ')?.1;
        }
        if letters.contains('c') {
            return Some(rest);
        }
    }
    None
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
    fn whatever_shell_was_set_is_taken_off() {
        for shell in [
            "/bin/bash -o pipefail -c",
            "/bin/bash -euxo pipefail -c",
            "/bin/bash -euo pipefail -c",
            "/bin/ash -eo pipefail -c",
            "/bin/bash -exc",
            "/bin/bash -l -c",
            "/bin/zsh -c",
        ] {
            check(&format!("RUN {shell} make all # buildkit"), "RUN", "", "make all");
            check(&format!("{shell} make all"), "RUN", "", "make all");
            check(&format!("RUN |1 A=b c {shell} make all # buildkit"), "RUN", "A=b c", "make all");
        }
        check("RUN /bin/sh script.sh # buildkit", "RUN", "", "/bin/sh script.sh");
        check("RUN /usr/bin/push -c all # buildkit", "RUN", "", "/usr/bin/push -c all");
    }

    #[test]
    fn pairs_that_are_still_in_force_are_the_environments() {
        let env = [r#""A=1""#, r#""OPTS=-x user=b c""#, r#""B=2""#];
        let env: Vec<Text<'_>> = env.iter().map(|pair| serde_json::from_str(pair).expect("text")).collect();
        let left = |body| InForce::of(&env).taken_from(body);
        assert_eq!(left("A=1 B=2"), "");
        assert_eq!(left("A=1 TOKEN=x B=2"), "TOKEN=x ");
        assert_eq!(left("A=12 B=2"), "A=12 ");
        assert_eq!(left("OPTS=-x user=b c TOKEN=x y"), "TOKEN=x y");
    }

    #[test]
    fn a_value_too_long_to_look_for_is_judged_where_it_was_set() {
        let pair = format!("A={}", "x".repeat(LONGEST_VALUE + 1));
        let json = format!("\"{pair}\"");
        let env: Vec<Text<'_>> = vec![serde_json::from_str(&json).expect("text")];
        assert_eq!(InForce::of(&env).taken_from(&pair), pair);
    }

    #[test]
    fn a_line_with_more_flags_than_a_shell_takes_stays_whole() {
        let flags = "-x ".repeat(MOST_FLAGS);
        check(&format!("RUN /bin/sh {flags}-c make"), "RUN", "", &format!("/bin/sh {flags}-c make"));
        check(&format!("RUN /bin/sh {}-c make", &flags[3..]), "RUN", "", "make");
    }

    #[test]
    fn a_value_with_spaces_goes_on_until_the_next_name() {
        let read = |text| arguments(text).collect::<Vec<_>>();
        assert_eq!(read("A=b c D=e=f"), [("A", "b c"), ("D", "e=f")]);
        assert_eq!(read("A= B=x"), [("A", ""), ("B", "x")]);
        assert_eq!(read("ä=b =c"), []);
    }
}
