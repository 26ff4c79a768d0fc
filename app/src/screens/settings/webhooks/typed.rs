use fleet::change::{ChangeFilter, ChangeKind};
use fleet::problem::FieldError;
use fleet::webhook::WebhookSettings;
use fleet::{Problem, Scope};

use crate::Typed;

/// The settings that the form asks for, turned on or not as they were.
///
/// # Errors
/// `Invalid` naming each field that cannot be read. Name and address are checked by the store.
pub fn webhook_typed(typed: &Typed, enabled: bool) -> Result<WebhookSettings, Problem> {
    let mut errors = Vec::new();
    let mut note = |field: &str, message: String| errors.push(FieldError { field: field.into(), message });
    let mut filter =
        ChangeFilter { rules: typed.parts("rules").map(str::to_owned).collect(), ..ChangeFilter::default() };
    for kind in typed.all("kind") {
        match kind.parse::<ChangeKind>() {
            Ok(kind) => filter.kinds.push(kind),
            Err(unknown) => note("kind", unknown.to_string()),
        }
    }
    for severity in typed.all("severity") {
        match severity.parse() {
            Ok(severity) => filter.severities.push(severity),
            Err(_) => note("severity", "no such severity".into()),
        }
    }
    match scope(typed) {
        Ok(scope) => filter.scope = scope,
        Err(Problem::Invalid { errors: wrong }) => errors.extend(wrong),
        Err(problem) => return Err(problem),
    }
    if !errors.is_empty() {
        return Err(Problem::Invalid { errors });
    }
    Ok(WebhookSettings { name: typed.text("name").into(), url: typed.text("url").into(), filter, enabled })
}

/// Labels and projects are typed; hosts that an API call has named stay.
fn scope(typed: &Typed) -> Result<Scope, Problem> {
    let labels = typed.parts("labels").map(|label| ("label", label));
    let projects = typed.parts("projects").map(|project| ("project", project));
    let hosts = typed.all("host").map(|host| ("host", host));
    Scope::read(labels.chain(projects).chain(hosts))
}

/// The fields by which the form says these settings.
pub fn typed_of(settings: &WebhookSettings) -> Typed {
    let WebhookSettings { name, url, filter, .. } = settings;
    let mut fields = vec![("name", name.clone()), ("url", url.clone()), ("rules", filter.rules.join(", "))];
    fields.extend(filter.kinds.iter().map(|kind| ("kind", kind.to_string())));
    fields.extend(filter.severities.iter().map(|severity| ("severity", severity.to_string())));
    let of = |wanted: &'static str| {
        let values = filter.scope.parameters().filter(move |(name, _)| *name == wanted);
        values.map(|(_, value)| value)
    };
    fields.push(("labels", of("label").collect::<Vec<_>>().join(", ")));
    fields.push(("projects", of("project").collect::<Vec<_>>().join(", ")));
    fields.extend(of("host").map(|host| ("host", host)));
    Typed(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use posture::Severity;

    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_says_whom_to_tell_of_what() {
        let fields = typed(&[
            ("name", " tracker "),
            ("url", "https://tracker.example/hook"),
            ("kind", "finding.opened"),
            ("kind", "finding.reopened"),
            ("severity", "critical"),
            ("rules", "MNT-001, SEC-001,"),
            ("labels", "team=payments, env=prod"),
            ("projects", "shop"),
        ]);
        let settings = webhook_typed(&fields, true).expect("it can be read");
        assert_eq!((settings.name.as_str(), settings.enabled), ("tracker", true));
        assert_eq!(settings.filter.kinds, [ChangeKind::Opened, ChangeKind::Reopened]);
        assert_eq!(settings.filter.severities, [Severity::Critical]);
        assert_eq!(settings.filter.rules, ["MNT-001", "SEC-001"]);
        assert_eq!(settings.filter.scope.parameters().count(), 3);
        assert_eq!(webhook_typed(&typed_of(&settings), true), Ok(settings), "it comes back as it was typed");
    }

    #[test]
    fn an_empty_form_means_everything() {
        let settings = webhook_typed(&typed(&[("name", "a"), ("url", "b")]), false).expect("it can be read");
        assert_eq!(settings.filter, ChangeFilter::default());
    }

    #[test]
    fn every_field_that_cannot_be_read_is_named() {
        let fields = typed(&[("kind", "finding.lost"), ("severity", "awful"), ("labels", "team")]);
        let Err(Problem::Invalid { errors }) = webhook_typed(&fields, true) else { panic!("it was taken") };
        let named: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(named, ["kind", "severity", "label"]);
    }
}
