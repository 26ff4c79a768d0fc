//! Engines for the browser tests: a real one, and simulated ones with more workloads than fit on a page.
//!
//! Prints one line of JSON when all answer, and ends when its standard input does.

use std::io::Read as _;

use anyhow::Result;
use serde_json::json;
use simulator::{Fleet, Served, Spec, catalogue};
use tempfile::TempDir;
use testkit::engine::RealEngine;

const SEED: u64 = 7;
const HOSTS: u32 = 2;

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "the simulated engines run on the real clock")]
async fn main() -> Result<()> {
    let engine = RealEngine::start()?;
    furnish(&engine)?;
    let folder = TempDir::new()?;
    let mut fleet = Fleet::new(SEED, HOSTS, chrono::Utc::now());
    for number in 100..160 {
        let (name, spec) = catalogue::hardened_api("shop", number);
        fleet.engines[0].run(&name, spec);
    }
    fleet.engines[0].run("<script>plimsollWasHere=1</script>", Spec::new("nginx:1.27"));
    let simulated = fleet
        .engines
        .into_iter()
        .enumerate()
        .map(|(at, engine)| Served::unix(engine, folder.path().join(format!("{at}.sock"))))
        .collect::<std::io::Result<Vec<_>>>()?;
    let addresses: Vec<&str> = simulated.iter().map(Served::address).collect();
    println!("{}", json!({ "engine": engine.address(), "simulated": addresses }));
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

fn furnish(engine: &RealEngine) -> Result<()> {
    let hardened = json!({ "User": "1000", "HostConfig": {
        "ReadonlyRootfs": true, "CapDrop": ["ALL"], "SecurityOpt": ["no-new-privileges"],
        "Memory": 67_108_864, "PidsLimit": 50 } });
    engine.run("hardened", hardened)?;
    engine.run("plain", json!({}))?;
    let everything_wrong = json!({
        "Env": ["POSTGRES_PASSWORD=postgres"],
        "HostConfig": { "Privileged": true, "PidMode": "host", "NetworkMode": "host",
            "Binds": ["/var/run/docker.sock:/var/run/docker.sock"] } });
    engine.create("everything-wrong", everything_wrong)?;
    Ok(())
}
