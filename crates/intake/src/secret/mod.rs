//! Says what kind of value a variable holds: nothing, a reference, a placeholder, a credential.
//!
//! A container gives name and value already apart, so every matcher is anchored. Six steps in order, the first that
//! decides wins: reference, secret inside the value, known format, weak password, secret-named, entropy.

mod class;
mod embedded;
mod entropy;
mod format;
mod name;
mod neighbours;
mod placeholder;
mod reference;
mod shape;
mod text;
mod weak;
#[rustfmt::skip]
mod words;

use posture::facts::ValueKind;

use class::Class;
pub(crate) use embedded::secrets;
use name::Name;
pub(crate) use neighbours::Neighbours;
use shape::Shape;
pub use text::SecretText;

/// What kind of value `name` holds, by both alone: a password that repeats a neighbour's user name goes unseen here.
pub fn classify(name: &str, value: &SecretText<'_>) -> ValueKind {
    judge(name, value.expose(), &Neighbours::NONE).kind
}

/// What the detector made of one value, and the part of it that is the secret, where that may be fingerprinted.
#[derive(Clone, Copy)]
pub(crate) struct Verdict<'v> {
    pub kind: ValueKind,
    /// `None` for what is no secret, and for what could be guessed back.
    pub secret: Option<&'v str>,
}

impl<'v> Verdict<'v> {
    const PLAIN: Self = Self::quiet(ValueKind::Plain);

    const fn quiet(kind: ValueKind) -> Self {
        Self { kind, secret: None }
    }

    const fn secret(kind: ValueKind, secret: &'v str) -> Self {
        Self { kind, secret: Some(secret) }
    }

    /// Nothing that a rule would call out.
    const fn is_quiet(&self) -> bool {
        matches!(self.kind, ValueKind::Plain | ValueKind::Reference | ValueKind::Placeholder)
    }
}

/// A credential by its own look, whatever it is called.
pub(crate) fn is_credential(text: &str) -> bool {
    is_loud(judge("", text, &Neighbours::NONE).kind)
}

/// A credential or a hash of one, weak or strong.
pub(crate) const fn is_loud(kind: ValueKind) -> bool {
    !matches!(
        kind,
        ValueKind::Plain
            | ValueKind::Reference
            | ValueKind::Placeholder
            | ValueKind::HighEntropy
            | ValueKind::PlainEngineEndpoint
            | ValueKind::EmptyPasswordAllowed
    )
}

/// Nothing that could be a secret, not even a random-looking value under a neutral name.
pub(crate) fn is_plain(name: &str, text: &str) -> bool {
    judge(name, text, &Neighbours::NONE).is_quiet()
}

pub(crate) fn judge<'v>(name: &str, value: &'v str, neighbours: &Neighbours<'_>) -> Verdict<'v> {
    let value = unquoted(value.trim());
    if value.is_empty() {
        return Verdict::PLAIN;
    }
    let name = Name::read(name);
    let shape = Shape::of(value);
    if name.allows_empty_password(value) {
        return Verdict::quiet(ValueKind::EmptyPasswordAllowed);
    }
    reference::judge(&name, value, shape)
        .or_else(|| embedded::judge(&name, value, shape, neighbours))
        .or_else(|| format::judge(&name, value, shape))
        .or_else(|| named(&name, value, shape, neighbours))
        .unwrap_or_else(|| entropy::judge(&name, value, shape))
}

/// Steps 4 and 5: the class of the name, and what the value looks like.
fn named<'v>(name: &Name, value: &'v str, shape: Shape, neighbours: &Neighbours<'_>) -> Option<Verdict<'v>> {
    match name.class() {
        Class::Neutral => return None,
        Class::Public => return Some(Verdict::PLAIN),
        class if is_setting(class, name, value) || shape::is_address(value, shape) => {
            return Some(Verdict::PLAIN);
        }
        _ if placeholder::is_blank(value) => return Some(Verdict::quiet(ValueKind::Placeholder)),
        _ => {}
    }
    let asks_or_is_weak =
        || placeholder::asks_for_a_value(value) || weak::is_weak(name, value, shape, neighbours);
    Some(match name.class() {
        Class::Login => login(name, value, shape, neighbours),
        Class::Key if !entropy::looks_random(value, shape) => Verdict::PLAIN,
        // Services give out no weak tokens: where one stands, none was filled in. Unless it is ours to choose.
        Class::Token if !name.is_chosen() && asks_or_is_weak() => Verdict::quiet(ValueKind::Placeholder),
        Class::Key if weak::is_weak(name, value, shape, neighbours) => {
            Verdict::quiet(ValueKind::WeakPassword)
        }
        Class::Password | Class::Secret | Class::Token if asks_or_is_weak() => {
            Verdict::quiet(ValueKind::WeakPassword)
        }
        _ => Verdict::secret(ValueKind::SecretNamed, value),
    })
}

/// `user:password` or, as Neo4j has it, `neo4j/password`.
fn login<'v>(name: &Name, value: &'v str, shape: Shape, neighbours: &Neighbours<'_>) -> Verdict<'v> {
    let neo4j = value.strip_prefix("neo4j/").map(|password| ("neo4j", password));
    let is_user = |user: &str| user.is_empty() || shape::is_word(user);
    let Some((user, password)) = neo4j.or_else(|| value.split_once(':')).filter(|(user, _)| is_user(user))
    else {
        return Verdict::PLAIN;
    };
    // `LOGIN=ldap:389`; a name that says user and password holds no port, unless the user is an address.
    let is_port = (shape.has_dot() || !name.has("basic")) && password.parse::<u16>().is_ok();
    if password.is_empty() || is_port {
        return Verdict::PLAIN;
    }
    if placeholder::is_blank(password) {
        return Verdict::quiet(ValueKind::Placeholder);
    }
    if password.eq_ignore_ascii_case(user) || weak::is_weak(name, password, Shape::of(password), neighbours) {
        return Verdict::quiet(ValueKind::WeakPassword);
    }
    Verdict::secret(ValueKind::SecretNamed, password)
}

/// `TOKEN_TTL=3600`, `MAX_TOKENS=4096`: a number under a name that measures or counts; a switch. `ROOT_PASSWORD=1` is a
/// password, and only names that are meant for switches say otherwise.
fn is_setting(class: Class, name: &Name, value: &str) -> bool {
    let may_switch =
        class != Class::Password || name.measures() || name.switches() || shape::is_nothing(value);
    may_switch && shape::is_switch(value)
        || name.measures() && shape::is_quantity(value)
        || name.counts_passes() && value.len() <= 3 && shape::is_quantity(value)
}

fn unquoted(value: &str) -> &str {
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}
