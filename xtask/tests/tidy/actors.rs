//! Authorisation is in one place: what a person or token can reach in `store` takes `&Actor` first.

use crate::tree::{Source, assert_none, rust};

/// Why some methods need no actor, and which.
const WITHOUT_ACTOR: [(&str, &[&str]); 6] = [
    (
        "about the database itself",
        &["close", "listen", "migrate", "migrate_demo", "ping", "schema_is_current", "server_time"],
    ),
    (
        "what the database is for, which every page says",
        &["installation", "require_real", "set_story", "story", "told_until"],
    ),
    (
        "nobody is known before signing in",
        &["administrators", "consume_link", "session", "sign_in", "sign_out", "token_actor"],
    ),
    ("what tests look at, behind a feature", &["contradictions", "let_leases_run_out"]),
    ("what a scan of a host found", &["record_scan", "record_scan_failure", "scan_began"]),
    (
        "the steps of jobs, which take no input but the time",
        &[
            "back_off",
            "delivered",
            "delivery_failed",
            "drop_changes",
            "drop_deliveries",
            "due_report",
            "due_report_mails",
            "report_is_made",
            "report_mail_failed",
            "report_mail_sent",
            "expire_acceptances",
            "expire_answers",
            "expire_sessions",
            "forget",
            "lease",
            "reassess_due",
            "postpone_request",
            "record_job_run",
            "queue_deliveries",
            "release",
            "renew",
            "renew_host",
            "renew_request",
            "report_progress",
            "roll_up",
            "take_deliveries",
            "take_due_hosts",
            "take_failing_hosts",
            "take_host",
            "take_requests",
            "tally_hosts",
        ],
    ),
];

fn is_excepted(name: &str) -> bool {
    WITHOUT_ACTOR.iter().any(|(_, names)| names.contains(&name))
}

#[test]
fn every_public_method_of_the_store_takes_the_actor_first() {
    let methods: Vec<Method> = rust("crates/store/src").iter().flat_map(methods).collect();
    assert!(!methods.is_empty(), "the store has no methods, or this test no longer finds them");
    let wrong: Vec<String> = methods
        .iter()
        .filter(|method| !method.takes_actor() && !is_excepted(&method.name))
        .map(|method| format!("{}: {}({})", method.path, method.name, method.parameters))
        .collect();
    assert_none("methods without an actor", &wrong);
}

#[test]
fn no_exception_outlives_its_method() {
    let methods: Vec<Method> = rust("crates/store/src").iter().flat_map(methods).collect();
    let stale: Vec<String> = WITHOUT_ACTOR
        .iter()
        .flat_map(|(_, names)| names.iter())
        .filter(|name| !methods.iter().any(|method| method.name == **name && !method.takes_actor()))
        .map(|name| (*name).to_owned())
        .collect();
    assert_none("exceptions for methods that are gone or take an actor", &stale);
}

struct Method {
    path: String,
    name: String,
    parameters: String,
}

impl Method {
    fn takes_actor(&self) -> bool {
        self.parameters.starts_with("&self, actor: &Actor")
    }
}

/// The public async methods of `Store`.
fn methods(source: &Source) -> Vec<Method> {
    let mut of_store = false;
    let mut code = String::new();
    for (_, line) in source.code() {
        of_store = match line {
            "impl Store {" => true,
            "}" => false,
            _ => of_store,
        };
        if of_store {
            code.extend([line.trim(), " "]);
        }
    }
    let functions = code.split("pub async fn ").skip(1);
    functions
        .filter_map(|function| {
            let (name, rest) = function.split_once('(')?;
            let parameters = rest.split_once(')')?.0.trim().to_owned();
            let name = name.split('<').next().unwrap_or(name).to_owned();
            Some(Method { path: source.path.clone(), name, parameters })
        })
        .filter(|method| method.parameters.starts_with("&self"))
        .collect()
}

#[test]
fn methods_are_read_over_several_lines() {
    let text = "impl Store {\n    pub async fn host(\n        &self,\n        actor: &Actor,\n    ) -> X {}\n\
                pub async fn due(&self, now: Time) {}\n    async fn hidden(&self) {}\n}\n\
                impl Cluster {\n    pub async fn drop(&self) {}\n}\n";
    let source = Source { path: "x.rs".into(), text: text.into() };
    let found: Vec<(String, bool)> =
        methods(&source).into_iter().map(|method| (method.name.clone(), method.takes_actor())).collect();
    assert_eq!(found, [("host".to_owned(), true), ("due".to_owned(), false)]);
}
