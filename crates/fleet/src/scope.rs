use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::problem::FieldError;
use crate::{HostId, Problem};

/// A part of the fleet: everything that is set must hold, of several values of one thing any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    pub labels: LabelSelector,
    /// None: any.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<HostId>))]
    pub hosts: BTreeSet<HostId>,
    /// Compose projects, Swarm stacks, Kubernetes namespaces; none: any.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub projects: BTreeSet<String>,
}

impl Scope {
    /// Parameters that say a scope, as they are named in URLs.
    pub const PARAMETERS: [&'static str; 3] = ["label", "host", "project"];

    pub fn host(host: HostId) -> Self {
        Self { hosts: [host].into(), ..Self::default() }
    }

    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it can be told from hosts alone.
    pub fn is_of_hosts(&self) -> bool {
        self.projects.is_empty()
    }

    /// What is wrong with a scope that was not [`Self::read`], by field; their names begin with `under`.
    pub fn errors(&self, under: &str) -> Vec<FieldError> {
        let labels = self.labels.0.iter().all(|(key, values)| {
            is_key(key) && !values.is_empty() && values.iter().all(|value| is_text(value, 0))
        });
        let projects = self.projects.iter().all(|project| is_text(project, 1));
        [(labels, "labels", WRONG_LABELS), (projects, "projects", WRONG_PROJECT)]
            .into_iter()
            .filter(|(right, ..)| !right)
            .map(|(_, field, message)| FieldError {
                field: format!("{under}{field}"),
                message: message.into(),
            })
            .collect()
    }

    /// # Errors
    /// [`Problem::Invalid`] with its [`Self::errors`].
    pub fn check(&self) -> Result<(), Problem> {
        let errors = self.errors("");
        if errors.is_empty() { Ok(()) } else { Err(Problem::Invalid { errors }) }
    }

    /// Reads the parameters of a URL: `label=team=payments`, `host=<id>`, `project=shop`. Other names are others'.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming each parameter that cannot be read: left out, it would widen the scope.
    pub fn read<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Problem> {
        let mut scope = Self::default();
        let mut errors = Vec::new();
        for (name, value) in parameters {
            let read = match name {
                "label" => scope.labels.add(value).map_err(|error| error.to_string()),
                "host" => scope.add_host(value).map_err(|_| "not the id of a host".to_owned()),
                "project" => scope.add_project(value).map_err(str::to_owned),
                _ => continue,
            };
            errors.extend(read.err().map(|message| FieldError { field: name.to_owned(), message }));
        }
        if errors.is_empty() { Ok(scope) } else { Err(Problem::Invalid { errors }) }
    }

    /// The parameters that read as this scope.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, String)> {
        let labels = self.labels.pairs().map(|(key, value)| ("label", format!("{key}={value}")));
        let hosts = self.hosts.iter().map(|host| ("host", host.to_string()));
        let projects = self.projects.iter().map(|project| ("project", project.clone()));
        labels.chain(hosts).chain(projects)
    }

    /// What it asks for, as people read it: `team=payments`, `project shop`, `2 chosen hosts`. Ids would say nothing.
    pub fn conditions(&self) -> Vec<String> {
        let labels = self.labels.pairs().map(|(key, value)| format!("{key}={value}"));
        let projects = self.projects.iter().map(|project| format!("project {project}"));
        let hosts = match self.hosts.len() {
            0 => None,
            1 => Some("1 chosen host".to_owned()),
            several => Some(format!("{several} chosen hosts")),
        };
        labels.chain(projects).chain(hosts).collect()
    }

    /// Without one of its [`Self::parameters`].
    #[must_use]
    pub fn without(&self, name: &str, value: &str) -> Self {
        let mut scope = self.clone();
        match name {
            "label" => scope.labels.remove(value),
            "host" => scope.hosts.retain(|host| host.to_string() != value),
            _ => scope.projects.retain(|project| project != value),
        }
        scope
    }

    fn add_host(&mut self, id: &str) -> Result<(), uuid::Error> {
        self.hosts.insert(id.parse()?);
        Ok(())
    }

    fn add_project(&mut self, project: &str) -> Result<(), &'static str> {
        if !is_text(project, 1) {
            return Err(WRONG_PROJECT);
        }
        self.projects.insert(project.to_owned());
        Ok(())
    }
}

/// A condition on the labels that hosts have in Plimsoll: each key must be there with one of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Vec<String>>))]
#[serde(transparent)]
pub struct LabelSelector(pub BTreeMap<String, BTreeSet<String>>);

impl LabelSelector {
    pub fn is_everything(&self) -> bool {
        self.0.is_empty()
    }

    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|(key, values)| labels.get(key).is_some_and(|value| values.contains(value)))
    }

    /// Adds `key=value`; the value may be empty and may hold further equals signs.
    ///
    /// # Errors
    /// When there is no key, or a part is not plain text of at most 100 (key) or 200 (value) characters.
    pub fn add(&mut self, text: &str) -> Result<(), UnreadableLabel> {
        let (key, value) = text.split_once('=').ok_or(UnreadableLabel)?;
        if !is_key(key) || !is_text(value, 0) {
            return Err(UnreadableLabel);
        }
        self.0.entry(key.to_owned()).or_default().insert(value.to_owned());
        Ok(())
    }

    fn remove(&mut self, text: &str) {
        let Some((key, value)) = text.split_once('=') else { return };
        let left = self.0.get_mut(key).map(|values| {
            values.remove(value);
            values.len()
        });
        if left == Some(0) {
            self.0.remove(key);
        }
    }

    /// Each key with each of its values.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(key, values)| values.iter().map(move |value| (key.as_str(), value.as_str())))
    }
}

/// What a scope can be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeChoices {
    /// The most frequent labels of hosts.
    pub labels: Vec<LabelChoice>,
    /// By name: those of the scope, and all where they are few.
    pub hosts: Vec<(HostId, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelChoice {
    pub key: String,
    pub value: String,
    pub hosts: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a label is written key=value, as in team=payments")]
pub struct UnreadableLabel;

const WRONG_PROJECT: &str = "1 to 200 characters, none of them a control character";
const WRONG_LABELS: &str = "keys of 1 to 100 characters, each with at least one value of at most 200 characters, none \
                            of them a control character";

fn is_key(text: &str) -> bool {
    is_text(text, 1) && text.chars().count() <= 100
}

fn is_text(text: &str, least: usize) -> bool {
    (least..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "018f4a4e-0000-7000-8000-000000000001";

    fn read(parameters: &[(&str, &str)]) -> Result<Scope, Problem> {
        Scope::read(parameters.iter().copied())
    }

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_scope_reads_as_it_was_written() {
        let written = [
            ("label", "env=prod"),
            ("label", "team=a=b"),
            ("label", "team=payments"),
            ("host", HOST),
            ("project", "shop"),
        ];
        let scope = read(&written).unwrap();
        let again: Vec<_> = scope.parameters().collect();
        assert_eq!(again, written.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn each_part_can_be_taken_away() {
        let scope =
            read(&[("label", "team=a"), ("label", "team=b"), ("host", HOST), ("project", "shop")]).unwrap();
        let left =
            |name, value| scope.without(name, value).parameters().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(left("label", "team=a"), ["label", "host", "project"]);
        assert_eq!(left("host", HOST), ["label", "label", "project"]);
        assert_eq!(left("project", "shop"), ["label", "label", "host"]);
        let bare = scope.parameters().fold(scope.clone(), |scope, (name, value)| scope.without(name, &value));
        assert!(bare.is_everything());
    }

    #[test]
    fn people_read_conditions_and_no_ids() {
        let scope = read(&[("label", "team=a"), ("host", HOST), ("project", "shop")]).unwrap();
        assert_eq!(scope.conditions(), ["team=a", "project shop", "1 chosen host"]);
        assert!(Scope::default().conditions().is_empty());
    }

    #[test]
    fn several_labels_must_all_hold_and_of_one_key_any_value() {
        let scope = read(&[("label", "env=prod"), ("label", "team=a"), ("label", "team=b")]).unwrap();
        let check = |pairs: &[(&str, &str)], expected: bool| {
            assert_eq!(scope.labels.matches(&labels(pairs)), expected, "{pairs:?}");
        };
        check(&[("env", "prod"), ("team", "a")], true);
        check(&[("env", "prod"), ("team", "b"), ("rack", "7")], true);
        check(&[("env", "prod"), ("team", "c")], false);
        check(&[("env", "prod")], false);
        check(&[("env", "test"), ("team", "a")], false);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_never_a_wider_scope() {
        for wrong in [
            ("label", "team"),
            ("label", "=payments"),
            ("label", "team=a\nb"),
            ("host", "web-1"),
            ("project", ""),
            ("project", "a\0"),
        ] {
            let Err(Problem::Invalid { errors }) = read(&[("label", "env=prod"), wrong]) else {
                panic!("{wrong:?} was read");
            };
            assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [wrong.0]);
        }
    }

    #[test]
    fn other_parameters_are_others() {
        assert!(read(&[("q", "team=payments"), ("page", "2")]).unwrap().is_everything());
    }

    #[test]
    fn a_scope_from_json_is_held_to_the_same() {
        let check = |json: &str, wrong: &[&str]| {
            let scope: Scope = serde_json::from_str(json).unwrap();
            let fields: Vec<_> = scope.errors("").into_iter().map(|error| error.field).collect();
            assert_eq!(fields, wrong, "{json}");
            assert_eq!(scope.check().is_ok(), wrong.is_empty(), "{json}");
        };
        check("{}", &[]);
        check(r#"{"labels": {"team": ["a", ""]}, "projects": ["shop"]}"#, &[]);
        check(r#"{"labels": {"team": []}}"#, &["labels"]);
        check(r#"{"labels": {"": ["a"]}}"#, &["labels"]);
        check(r#"{"labels": {"team": ["a\u0000"]}, "projects": [""]}"#, &["labels", "projects"]);
        check(r#"{"projects": ["a\u0000"]}"#, &["projects"]);
    }
}
