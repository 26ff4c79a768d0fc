use posture::facts::ValueKind;

use super::super::{Verdict, format};
use super::{Name, Neighbours, Shape, option, worst};

const MYSQL: [&str; 8] =
    ["mariadb", "mariadb-admin", "mariadb-dump", "mysql", "mysqladmin", "mysqldump", "mysqlshow", "mysqlsh"];

/// A command line, also one inside `sh -c`: options that carry a password, and `Bearer` tokens.
pub(super) fn judge<'v>(value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    let words: Vec<&str> = value.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let programs = Programs::among(&words, neighbours);
    let before = std::iter::once("").chain(words.iter().copied());
    let after = words.iter().copied().skip(1).chain([""]);
    worst(
        words
            .iter()
            .zip(before)
            .zip(after)
            .filter_map(|((word, before), next)| programs.judge_word(before, word, next)),
    )
}

fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\'', ';'])
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

    fn judge_word<'v>(&self, before: &str, word: &'v str, next: &'v str) -> Option<Verdict<'v>> {
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
