use posture::facts::ValueKind;

use super::super::{Verdict, format, is_loud, judge as judge_value};
use super::{Name, Neighbours, Shape, option, worst};

const MYSQL: [&str; 8] =
    ["mariadb", "mariadb-admin", "mariadb-dump", "mysql", "mysqladmin", "mysqldump", "mysqlshow", "mysqlsh"];

/// More than any honest command has: what comes behind so many is not looked at.
const MOST: usize = 1024;

/// Shorter words hold no credential by their own look.
const SHORTEST: usize = 12;

/// A command line, also one inside `sh -c`: options that carry a password, and `Bearer` tokens.
pub(super) fn judge<'v>(value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    let words: Vec<&str> = split(value).collect();
    let programs = Programs::among(&words, neighbours);
    worst(neighbourhoods(&words).filter_map(|around| programs.judge_word(around)))
}

/// Every secret among the arguments of a command, each with the flag or the variable that it follows. A string for a
/// shell is taken apart at spaces.
pub(crate) fn secrets<'v>(
    arguments: impl Iterator<Item = &'v str>,
    neighbours: &Neighbours<'_>,
) -> Vec<(&'v str, Verdict<'v>)> {
    let words: Vec<&str> = arguments.flat_map(words_of).collect();
    let programs = Programs::among(&words, neighbours);
    let (mut found, mut consumed) = (Vec::new(), false);
    for around in neighbourhoods(&words) {
        if std::mem::take(&mut consumed) {
            continue;
        }
        if found.len() == MOST {
            break;
        }
        if let Some(verdict) = programs.judge_word(around) {
            consumed = !around.word.starts_with("-p");
            found.push((flag(around.word), verdict));
        } else if let Some(named) = assigned(around.word, neighbours) {
            found.push(named);
        } else if let Some(verdict) = by_itself(around.word, neighbours) {
            found.push((flag(around.before), verdict));
        }
    }
    found.retain(|(_, verdict)| is_loud(verdict.kind));
    found
}

/// JSON is one word, whatever spaces it has.
fn words_of(argument: &str) -> Vec<&str> {
    let is_document = argument.starts_with(['{', '[']) && !argument.starts_with("[ ");
    if is_document { vec![argument] } else { split(argument).collect() }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(bare).filter(|word| !word.is_empty())
}

fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\'', ';'])
}

/// `--token=…`, `DB_PASSWORD=…`
fn assigned<'v>(word: &'v str, neighbours: &Neighbours<'_>) -> Option<(&'v str, Verdict<'v>)> {
    let (name, value) = word.split_once('=')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_name) {
        return None;
    }
    let value = value.trim_matches(['"', '\'']);
    let verdict = option(name.trim_start_matches('-'), value, neighbours);
    let verdict = verdict.or_else(|| by_itself(value, neighbours))?;
    Some((name, verdict))
}

fn by_itself<'v>(word: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    (word.len() >= SHORTEST).then(|| judge_value("", word, neighbours)).filter(|found| is_loud(found.kind))
}

/// The flag that a value stands behind; empty where it has none.
fn flag(word: &str) -> &str {
    let is_flag = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    match word {
        _ if !word.starts_with('-') => "",
        _ if word.bytes().all(is_flag) && word.starts_with("--") => word,
        _ => word.get(..2).unwrap_or_default(),
    }
}

/// A word, and those beside it.
#[derive(Clone, Copy)]
struct Around<'v> {
    before: &'v str,
    word: &'v str,
    next: &'v str,
}

fn neighbourhoods<'v>(words: &[&'v str]) -> impl Iterator<Item = Around<'v>> {
    (0..words.len()).map(|place| Around {
        before: place.checked_sub(1).map_or("", |before| words[before]),
        word: words[place],
        next: words.get(place + 1).copied().unwrap_or_default(),
    })
}

/// Whose one-letter options carry a password. Found once for a value, however long it is.
struct Programs<'n> {
    neighbours: &'n Neighbours<'n>,
    redis: bool,
    curl: bool,
    mysql: bool,
}

impl<'n> Programs<'n> {
    fn among(words: &[&str], neighbours: &'n Neighbours<'n>) -> Self {
        let mut found = Self { neighbours, redis: false, curl: false, mysql: false };
        for word in words {
            match word.rsplit('/').next().unwrap_or_default() {
                "redis-cli" => found.redis = true,
                "curl" => found.curl = true,
                program => found.mysql |= MYSQL.contains(&program),
            }
        }
        found
    }

    fn judge_word<'v>(&self, around: Around<'v>) -> Option<Verdict<'v>> {
        let Around { before, word, next } = around;
        match word {
            "Bearer" | "bearer" => return self.bearer(next),
            "Basic" if before.ends_with("uthorization:") => return self.bearer(next),
            "-a" if self.redis => return self.password(next),
            "-u" | "--user" if self.curl => return self.password(next.split_once(':')?.1),
            _ => {}
        }
        if let Some(name) = word.strip_prefix("--") {
            let follows = !name.contains('=') && !next.starts_with('-');
            return if follows { option(name, next, self.neighbours) } else { None };
        }
        let attached = word.strip_prefix("-p").filter(|rest| !rest.is_empty() && self.mysql)?;
        self.password(attached)
    }

    fn password<'v>(&self, password: &'v str) -> Option<Verdict<'v>> {
        option("password", password, self.neighbours)
    }

    fn bearer<'v>(&self, token: &'v str) -> Option<Verdict<'v>> {
        let shape = Shape::of(token);
        let is_token = shape.length >= 8 && (shape.has_digit() || shape.length >= 20);
        let found = || super::password(&[], token, ValueKind::SecretNamed, self.neighbours);
        format::judge(&Name::read(""), token, shape).or_else(|| is_token.then(found))
    }
}
