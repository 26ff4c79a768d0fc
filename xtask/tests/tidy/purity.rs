//! `posture`, `intake` and `fleet` do no I/O, read no clock and are not async.

use crate::tree::{assert_none, rust};

const FORBIDDEN: [&str; 19] = [
    "async fn",
    "async move",
    ".await",
    "std::env",
    "std::fs",
    "std::io::stdin",
    "TcpStream",
    "ToSocketAddrs",
    "UdpSocket",
    "std::os",
    "std::process",
    "std::thread",
    "tokio::",
    "Instant::now",
    "Local::now",
    "SystemTime",
    "Utc::now",
    "println!",
    "dbg!",
];

#[test]
fn the_pure_crates_reach_nothing_outside() {
    for folder in ["crates/posture/src", "crates/intake/src", "crates/fleet/src"] {
        let found: Vec<String> =
            rust(folder).iter().flat_map(|source| source.lines_with(&FORBIDDEN)).collect();
        assert_none(folder, &found);
    }
}
