use std::collections::BTreeSet;

use posture::facts::{Origin, ValueKind, Variable};

use super::kept::{WITHHELD, kept};
use super::raw::Text;
use crate::fingerprint::Purpose;
use crate::secret::{self, Neighbours};
use crate::{Fingerprint, IngestKey};

/// Beyond so many the most telling stay.
const MAX_VARIABLES: usize = 512;
/// Stands for the variables beyond [`MAX_VARIABLES`]; sorts last.
const CUT: &str = "…";

/// An image's variables as keyed hashes, to tell what a container inherits from what it sets itself.
#[derive(Clone, Debug, Default)]
pub struct ImageEnvironment(BTreeSet<Fingerprint>);

impl ImageEnvironment {
    pub(super) fn of(env: &[Text<'_>], key: &IngestKey) -> Self {
        Self(env.iter().map(|text| key.fingerprint(Purpose::Variable, [text.expose()])).collect())
    }

    fn sets(&self, entry: &str, key: &IngestKey) -> bool {
        self.0.contains(&key.fingerprint(Purpose::Variable, [entry]))
    }
}

#[derive(Default)]
pub(super) struct Environment {
    pub variables: Vec<Variable>,
    pub fingerprints: Vec<(String, Fingerprint)>,
}

/// Names and values, in the order of the list.
pub(super) fn pairs<'e>(env: &'e [Text<'_>]) -> Vec<(&'e str, &'e str)> {
    env.iter().map(|text| split(text.expose())).collect()
}

/// `pairs` are those of `env`.
pub(super) fn read_environment(
    env: &[Text<'_>],
    pairs: &[(&str, &str)],
    image: Option<&ImageEnvironment>,
    neighbours: &Neighbours<'_>,
    key: &IngestKey,
) -> Environment {
    let mut read = Environment { variables: Vec::with_capacity(pairs.len()), ..Environment::default() };
    for (&(name, value), entry) in pairs.iter().zip(env) {
        let verdict = secret::judge(name, value, neighbours);
        let inherited = image.is_some_and(|image| image.sets(entry.expose(), key));
        let name = kept_name(name, entry.expose());
        if let Some(secret) = verdict.secret {
            read.fingerprints.push((name.clone(), key.fingerprint(Purpose::Secret, [secret])));
        }
        let origin = if inherited { Origin::Image } else { Origin::Container };
        read.variables.push(Variable { name, kind: verdict.kind, origin });
    }
    read.variables = most_telling(read.variables);
    read.fingerprints.sort_unstable();
    read.fingerprints.dedup();
    read.fingerprints.retain(|(name, _)| holds(&read.variables, name));
    read
}

/// By name, each once: which value of a repeated name a program sees depends on the program.
fn most_telling(mut variables: Vec<Variable>) -> Vec<Variable> {
    variables.sort_by(|a, b| {
        a.name
            .cmp(&b.name)
            .then(harmlessness(a.kind).cmp(&harmlessness(b.kind)))
            .then(a.origin.cmp(&b.origin))
    });
    variables.dedup_by(|later, first| later.name == first.name);
    if variables.len() > MAX_VARIABLES {
        variables.sort_by_key(|variable| harmlessness(variable.kind));
        variables.truncate(MAX_VARIABLES);
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        variables.push(Variable { name: CUT.to_owned(), kind: ValueKind::Plain, origin: Origin::Container });
    }
    variables
}

fn holds(variables: &[Variable], name: &str) -> bool {
    variables.binary_search_by(|variable| variable.name.as_str().cmp(name)).is_ok()
}

const fn harmlessness(kind: ValueKind) -> u8 {
    match kind {
        ValueKind::Credential(_) => 0,
        ValueKind::UrlCredential => 1,
        ValueKind::WeakPassword => 2,
        ValueKind::SecretNamed => 3,
        ValueKind::EmptyPasswordAllowed => 4,
        ValueKind::PasswordHash => 5,
        ValueKind::PlainEngineEndpoint => 6,
        ValueKind::HighEntropy => 7,
        ValueKind::Reference => 8,
        ValueKind::Placeholder => 9,
        ValueKind::Plain => 10,
    }
}

/// `NAME=value`; also what was meant so: `NAME: value`. Without either the whole is judged as a value.
fn split(entry: &str) -> (&str, &str) {
    let named = |separator: char| entry.split_once(separator).filter(|(name, _)| is_name(name));
    let colon = || named(':').filter(|(_, value)| !value.starts_with("//"));
    named('=').or_else(colon).or_else(|| entry.split_once('=')).unwrap_or_else(|| {
        if is_name(entry) && secret::is_plain("", entry) { (entry, "") } else { ("", entry) }
    })
}

/// What programs can ask for. Anything else may be a value that stands in the wrong place.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn kept_name(name: &str, entry: &str) -> String {
    if is_name(name) || entry.is_empty() { kept(name) } else { WITHHELD.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entries: &[&str]) -> Vec<(String, ValueKind)> {
        let env: Vec<Text<'_>> = entries.iter().map(|entry| Text::from(*entry)).collect();
        let pairs = pairs(&env);
        let neighbours = Neighbours::new(&pairs, &[]);
        let read = read_environment(&env, &pairs, None, &neighbours, &IngestKey::new([1; 32]));
        read.variables.into_iter().map(|variable| (variable.name, variable.kind)).collect()
    }

    #[test]
    fn a_repeated_variable_keeps_its_worst_value_whatever_comes_first() {
        let values =
            ["vault:shop/db", "k8Rt2mQzLw9x", "", "<password>"].map(|value| format!("DB_PASSWORD={value}"));
        for turn in 0..values.len() {
            let mut entries: Vec<&str> = values.iter().map(String::as_str).collect();
            entries.rotate_left(turn);
            assert_eq!(read(&entries), [("DB_PASSWORD".to_owned(), ValueKind::SecretNamed)], "{entries:?}");
        }
    }

    #[test]
    fn a_value_in_the_place_of_a_name_is_judged_and_not_kept() {
        let seen = |entry: &str| read(&[entry]).remove(0);
        assert_eq!(seen("DB_PASSWORD:k8Rt2mQzLw9x"), ("DB_PASSWORD".into(), ValueKind::SecretNamed));
        assert_eq!(seen("DB_PASSWORD: k8Rt2mQzLw9x=="), ("DB_PASSWORD".into(), ValueKind::SecretNamed));
        assert_eq!(seen("postgres://shop:k8Rt2mQzLw9x@db/shop"), (WITHHELD.into(), ValueKind::UrlCredential));
        assert_eq!(seen("DB_PASSWORD k8Rt2mQzLw9x").0, WITHHELD);
        assert_eq!(seen("TERM"), ("TERM".into(), ValueKind::Plain));
    }

    #[test]
    fn of_too_many_variables_the_most_telling_stay() {
        let many: Vec<String> = (0..2000).map(|number| format!("A{number}=1")).collect();
        let entries: Vec<&str> = many.iter().map(String::as_str).chain(["Z_PASSWORD=k8Rt2mQzLw9x"]).collect();
        let kept = read(&entries);
        assert_eq!(kept.len(), MAX_VARIABLES + 1);
        assert_eq!(kept[MAX_VARIABLES - 1], ("Z_PASSWORD".to_owned(), ValueKind::SecretNamed));
        assert_eq!(kept[MAX_VARIABLES].0, CUT);
    }
}
