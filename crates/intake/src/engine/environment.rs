use std::collections::BTreeMap;

use posture::facts::{Origin, ValueKind, Variable};

use super::kept;
use super::raw::Text;
use crate::fingerprint::Purpose;
use crate::secret::{self, Neighbours};
use crate::{Fingerprint, IngestKey};

/// An image's variables as keyed hashes, to tell what a container inherits from what it sets itself.
#[derive(Clone, Debug, Default)]
pub struct ImageEnvironment(BTreeMap<String, Fingerprint>);

impl ImageEnvironment {
    pub(super) fn of(env: &[Text<'_>], key: &IngestKey) -> Self {
        let hashed = |text: &Text<'_>| {
            let (name, value) = split(text.expose());
            (name.to_owned(), key.fingerprint(Purpose::Variable, [value]))
        };
        Self(env.iter().map(hashed).collect())
    }

    fn sets(&self, name: &str, value: &str, key: &IngestKey) -> bool {
        self.0.get(name).is_some_and(|hash| *hash == key.fingerprint(Purpose::Variable, [value]))
    }
}

#[derive(Default)]
pub(super) struct Environment {
    pub variables: Vec<Variable>,
    pub fingerprints: Vec<(String, Fingerprint)>,
}

/// `identities` are names that a careless password repeats: container, service, image.
pub(super) fn read_environment(
    env: &[Text<'_>],
    image: Option<&ImageEnvironment>,
    identities: &[&str],
    key: &IngestKey,
) -> Environment {
    let pairs: Vec<(&str, &str)> = env.iter().map(|text| split(text.expose())).collect();
    let neighbours = Neighbours::new(&pairs, identities);
    let mut read = Environment { variables: Vec::with_capacity(pairs.len()), ..Environment::default() };
    for &(name, value) in &pairs {
        let verdict = secret::judge(name, value, &neighbours);
        let inherited = image.is_some_and(|image| image.sets(name, value, key));
        let name = kept(name);
        if let Some(secret) = verdict.secret {
            read.fingerprints.push((name.clone(), key.fingerprint(Purpose::Secret, [secret])));
        }
        let origin = if inherited { Origin::Image } else { Origin::Container };
        read.variables.push(Variable { name, kind: verdict.kind, origin });
    }
    // A repeated name keeps its most telling kind: which one a program sees depends on the program.
    read.variables.sort_by(|a, b| {
        a.name.cmp(&b.name).then((a.kind == ValueKind::Plain).cmp(&(b.kind == ValueKind::Plain)))
    });
    read.variables.dedup_by(|later, first| later.name == first.name);
    read.fingerprints.sort_unstable();
    read.fingerprints.dedup();
    read
}

/// A variable without `=` has a name and no value.
fn split(entry: &str) -> (&str, &str) {
    entry.split_once('=').unwrap_or((entry, ""))
}
