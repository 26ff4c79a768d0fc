//! Thousands of requests made from the description, good ones and bad ones, against a listening server.

use testkit::python;

use crate::harbour::Harbour;

/// Checks that hold whatever is sent. Whether a well-formed request is accepted is not one: names must be free,
/// endpoints real, moments to come.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,unsupported_method,\
    allow_header_conformance,ignored_auth";

const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/schemathesis.toml");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_is_a_fault_or_another_than_described() {
    let harbour = Harbour::with(4).await;
    let address = harbour.app.listen().await;
    // It leaves what it remembers of failures where it is started, and begins with that next time.
    let folder = tempfile::tempdir().expect("temporary directory");
    let mut schemathesis = python();
    schemathesis
        .current_dir(folder.path())
        .args(["-m", "schemathesis.cli", "--config-file", CONFIGURATION, "run"])
        .arg(format!("http://{address}/api/v1/openapi.json"))
        .args(["--header", &format!("Authorization: {}", harbour.admin.authorization())])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "12", "--seed", "1", "--no-color", "--continue-on-failure"])
        .args(["--suppress-health-check", "all", "--warnings", "off"]);
    let ran = tokio::task::spawn_blocking(move || schemathesis.output().expect("it starts"));
    let output = ran.await.expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}
