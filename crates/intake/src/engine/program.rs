use super::kept;
use super::raw::{Config, Inspect, OneOrMany, Text};
use crate::secret;

/// First word of the entrypoint, else of the command. Empty where it is not plainly a program: a word that could
/// carry a value (`KEY=…`) or looks random is not kept.
pub(super) fn read_program(raw: &Inspect<'_>, config: &Config<'_>) -> String {
    let first = parts(config).next().or(raw.path.as_ref().map(Text::expose)).unwrap_or_default();
    let word = first.split_whitespace().next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+@:".contains(&byte);
    if word.bytes().all(plain) && secret::is_plain("", word) { kept(word) } else { String::new() }
}

/// Entrypoint and command, for the keyed hash; the border between them counts.
pub(super) fn command_parts<'c>(config: &'c Config<'_>) -> impl Iterator<Item = &'c str> {
    let entrypoint = words(config.entrypoint.as_ref());
    entrypoint
        .iter()
        .map(Text::expose)
        .chain(["\0"])
        .chain(words(config.cmd.as_ref()).iter().map(Text::expose))
}

fn parts<'c>(config: &'c Config<'_>) -> impl Iterator<Item = &'c str> {
    words(config.entrypoint.as_ref()).iter().chain(words(config.cmd.as_ref())).map(Text::expose)
}

fn words<'c, 'a>(words: Option<&'c OneOrMany<'a>>) -> &'c [Text<'a>] {
    words.map(OneOrMany::as_slice).unwrap_or_default()
}
