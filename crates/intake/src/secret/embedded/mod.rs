//! Step 2: the secret stands inside the value.

mod command;
mod document;
mod pairs;
mod url;

pub(crate) use command::secrets;

use posture::facts::ValueKind;

use super::class::Class;
use super::name::Name;
use super::neighbours::Neighbours;
use super::shape::{self, Shape};
use super::{Verdict, format, placeholder, reference, weak};

pub(super) fn judge<'v>(
    name: &Name,
    value: &'v str,
    shape: Shape,
    neighbours: &Neighbours<'_>,
) -> Option<Verdict<'v>> {
    let is_location = shape.has(b':') && (shape.has(b'/') || shape.has(b'@'));
    let found = is_location.then(|| url::judge(name, value, neighbours)).flatten();
    let found = found.or_else(|| {
        (shape.has(b'"') && shape.has(b':')).then(|| document::judge_json(value, neighbours)).flatten()
    });
    let found = found.or_else(|| {
        (shape.has(b'\n') && shape.has(b':')).then(|| document::judge_lines(value, neighbours)).flatten()
    });
    let found = found.or_else(|| (shape.has(b'=')).then(|| pairs::judge(value, shape, neighbours)).flatten());
    found.or_else(|| (shape.has(b' ')).then(|| command::judge(value, neighbours)).flatten())
}

/// A password whose name is known to be one, inside a larger value: `kind` says in what. `beside` it stand names that
/// a careless one repeats.
fn password<'v>(
    beside: &[&str],
    password: &'v str,
    kind: ValueKind,
    neighbours: &Neighbours<'_>,
) -> Verdict<'v> {
    if let Some(quiet) = unset(password) {
        return quiet;
    }
    let repeats = beside.iter().any(|name| name.eq_ignore_ascii_case(password));
    let weak = repeats || weak::is_weak(&Name::read(""), password, Shape::of(password), neighbours);
    Verdict { kind, secret: (!weak).then_some(password) }
}

/// A value under an inner name (an option, a key, a parameter). `None`: the name does not say secret.
fn option<'v>(name: &str, value: &'v str, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    let (name, shape) = (Name::read(name), Shape::of(value));
    if value.is_empty() || name.points_to_file() {
        return None;
    }
    if let Some(found) = format::judge(&name, value, shape) {
        return Some(found);
    }
    if !matches!(name.class(), Class::Password | Class::Secret | Class::Token)
        || shape::is_switch(value)
        || name.measures() && shape::is_quantity(value)
        || shape::is_address(value, shape)
        || shape::is_path(value, shape)
    {
        return None;
    }
    if let Some(quiet) = unset(value) {
        return Some(quiet);
    }
    if placeholder::asks_for_a_value(value) {
        let live = name.class() != Class::Token;
        return Some(Verdict::quiet(if live { ValueKind::WeakPassword } else { ValueKind::Placeholder }));
    }
    let weak = weak::is_weak(&name, value, shape, neighbours);
    Some(if weak {
        Verdict::quiet(ValueKind::WeakPassword)
    } else {
        Verdict::secret(ValueKind::SecretNamed, value)
    })
}

fn unset(value: &str) -> Option<Verdict<'_>> {
    let shape = Shape::of(value);
    if is_expansion(value) || value.starts_with("{{") {
        return Some(Verdict::quiet(ValueKind::Reference));
    }
    if shape.length > 2 && reference::is_reference(value, shape) {
        return Some(Verdict::quiet(ValueKind::Reference));
    }
    placeholder::is_blank(value).then_some(Verdict::quiet(ValueKind::Placeholder))
}

/// What a shell, Compose or Kubernetes puts something in the place of: `$NAME`, `"$$NAME"`, `${NAME:-x}`, `$(cat …)`.
fn is_expansion(value: &str) -> bool {
    let value = value.trim_start_matches(['"', '\'']);
    let Some(rest) = value.strip_prefix('$') else { return value.starts_with('`') };
    let rest = rest.trim_start_matches('$').trim_end_matches(['"', '\'']);
    let is_variable = rest.len() > 1
        && !rest.starts_with(|first: char| first.is_ascii_digit())
        && rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    is_variable || rest.starts_with(['{', '('])
}

/// The first verdict that a rule would call out, else the first at all.
fn worst<'v>(verdicts: impl Iterator<Item = Verdict<'v>>) -> Option<Verdict<'v>> {
    let mut first = None;
    for verdict in verdicts {
        if !verdict.is_quiet() {
            return Some(verdict);
        }
        first = first.or(Some(verdict));
    }
    first
}
