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

/// Whether a word is an SSH server that is started: alone, by its path, or first in a line for a shell.
pub(super) fn runs_ssh_server(config: &Config<'_>) -> bool {
    let is_server = |word: &str| matches!(word.rsplit('/').next(), Some("sshd" | "dropbear"));
    let starts = |line: &str| line.split_whitespace().find(|word| *word != "exec").is_some_and(is_server);
    let is_path = |word: &str| word.starts_with('/') && is_server(word);
    let mut first = true;
    parts(config).any(|part| {
        let mut lines = part.split([';', '&', '|', '\n']);
        let is_first = std::mem::take(&mut first);
        (is_first || part.contains(char::is_whitespace)) && lines.any(starts)
            || part.split_whitespace().any(is_path)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn starts_ssh(config: &str) -> bool {
        runs_ssh_server(&serde_json::from_str(config).expect("a configuration"))
    }

    #[test]
    fn an_ssh_server_is_seen_however_it_is_started() {
        for config in [
            r#"{"Cmd":["/usr/sbin/sshd","-D"]}"#,
            r#"{"Cmd":["sshd","-D"]}"#,
            r#"{"Entrypoint":["/entry.sh"],"Cmd":["/usr/sbin/sshd","-D","-e"]}"#,
            r#"{"Cmd":["sh","-c","service nginx start && exec sshd -D"]}"#,
            r#"{"Entrypoint":"/usr/sbin/dropbear -F"}"#,
        ] {
            assert!(starts_ssh(config), "{config}");
        }
    }

    #[test]
    fn what_only_speaks_of_one_starts_none() {
        for config in [
            r#"{"Cmd":["fail2ban-client","add","sshd"]}"#,
            r#"{"Cmd":["ssh","host"]}"#,
            r#"{"Cmd":["cat","/etc/ssh/sshd_config"]}"#,
            r#"{"Cmd":["sh","-c","grep sshd /var/log/auth.log"]}"#,
            "{}",
        ] {
            assert!(!starts_ssh(config), "{config}");
        }
    }
}
