use posture::facts::ValueKind;

use super::super::{Verdict, format};
use super::{Name, Shape, option, worst};

const MYSQL: [&str; 8] =
    ["mariadb", "mariadb-admin", "mariadb-dump", "mysql", "mysqladmin", "mysqldump", "mysqlshow", "mysqlsh"];

/// A command line, also one inside `sh -c`: options that carry a password, and `Bearer` tokens.
pub(super) fn judge(value: &str) -> Option<Verdict<'_>> {
    let words: Vec<&str> = value.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    worst((0..words.len()).filter_map(|place| judge_word(&words, place)))
}

fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\'', ';'])
}

fn judge_word<'v>(words: &[&'v str], place: usize) -> Option<Verdict<'v>> {
    let word = words[place];
    let next = words.get(place + 1).copied().unwrap_or_default();
    if let Some(name) = word.strip_prefix("--") {
        let follows = !name.contains('=') && !next.starts_with('-');
        return if follows { option(name, next) } else { None };
    }
    match word {
        "Bearer" | "bearer" => return bearer(next),
        "Basic" if words.get(place.wrapping_sub(1)).is_some_and(|word| word.ends_with("uthorization:")) => {
            return bearer(next);
        }
        "-a" if runs(words, &["redis-cli"]) => return option("password", next),
        "-u" | "--user" if runs(words, &["curl"]) => return option("password", next.split_once(':')?.1),
        _ => {}
    }
    let attached = word.strip_prefix("-p").filter(|rest| !rest.is_empty() && runs(words, &MYSQL))?;
    option("password", attached)
}

fn runs(words: &[&str], programs: &[&str]) -> bool {
    words.iter().any(|word| programs.contains(&word.rsplit('/').next().unwrap_or_default()))
}

fn bearer(token: &str) -> Option<Verdict<'_>> {
    let shape = Shape::of(token);
    let is_token = shape.length >= 8 && (shape.has_digit() || shape.length >= 20);
    format::judge(&Name::read(""), token, shape)
        .or_else(|| is_token.then(|| super::password("", token, ValueKind::SecretNamed)))
}
