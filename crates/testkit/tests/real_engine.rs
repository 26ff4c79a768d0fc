#![allow(clippy::unwrap_used)]

use serde_json::json;
use testkit::engine::{IMAGE, RealEngine};

#[test]
fn an_engine_runs_containers_and_keeps_them_while_it_is_stopped() {
    let mut engine = RealEngine::start().unwrap();
    let running = engine.run("running", json!({})).unwrap();
    engine.create("created", json!({ "HostConfig": { "Privileged": true } })).unwrap();
    engine.import_with("other:2", &["USER 1000", "ENV A=b%20c"]).unwrap();

    let state = engine.get(&format!("/containers/{running}/json")).unwrap();
    assert_eq!(state["State"]["Running"], true);
    assert_eq!(state["Config"]["Image"], IMAGE);
    let image = engine.get("/images/other:2/json").unwrap();
    assert_eq!(image["Config"]["User"], "1000");
    assert_eq!(image["Config"]["Env"], json!(["A=b%20c"]));

    engine.stop().unwrap();
    assert!(engine.get("/_ping").is_err());
    engine.resume().unwrap();
    let listed = engine.get("/containers/json?all=1").unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);

    let folder = engine.socket().parent().unwrap().to_owned();
    drop(engine);
    assert!(!folder.exists(), "nothing is left of an engine");
}
