use fleet::Role;
use serde_json::{Value, json};
use testkit::app::{TestApp, text};

use crate::client::Client;
use crate::table::document;

/// A schema of the description, on its own.
fn schema(document: &Value, name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}"), "components": document["components"] })
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut checked = 0;
    for (name, described) in schemas {
        let examples = described.get("examples").and_then(Value::as_array).cloned().unwrap_or_default();
        let validator = jsonschema::validator_for(&schema(&document, name)).expect("a schema");
        for example in examples.iter().chain(described.get("example")) {
            let faults: Vec<String> = validator.iter_errors(example).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
            checked += 1;
        }
    }
    assert!(checked >= 5, "{checked} examples");
}

#[test]
fn every_operation_says_what_it_is_and_what_it_answers() {
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let place = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{place}");
            let answers = operation["responses"].as_object().expect("answers");
            for expected in ["401", "403", "404", "422", "429", "500", "503"] {
                assert!(answers.contains_key(expected), "{place} says nothing of {expected}");
            }
        }
    }
    assert!(document["openapi"].as_str().expect("text").starts_with("3.1"));
}

#[tokio::test]
async fn the_description_and_its_page_need_nothing_from_elsewhere() {
    let app = TestApp::open().await;
    let mut visitor = app.browser();
    let served = text(visitor.open("/api/v1/openapi.json").await).await;
    assert_eq!(serde_json::from_str::<Value>(&served).expect("JSON"), document());
    let page = visitor.open("/api/docs/").await;
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("connect-src 'self'"), "{policy}");
    let page = text(page).await;
    assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
    for script in page.split("<script").skip(1) {
        let (tag, text) = script.split_once('>').expect("a tag");
        let text = text.split("</script").next().unwrap_or_default();
        assert!(tag.contains("src=") && text.trim().is_empty(), "no inline script: {script}");
    }
    for file in ["swagger-ui-bundle.js", "swagger-ui.css", "swagger-initializer.js"] {
        assert_eq!(visitor.open(&format!("/api/docs/{file}")).await.status(), 200, "{file}");
    }
    let person = Client::of(app.signed_in("ada", Role::Viewer).await);
    assert_eq!(person.get("/rules").await.status, 200, "the dashboard's session is good here too");
}
