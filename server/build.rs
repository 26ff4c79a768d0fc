//! Recompiles the release binary when the web assets that it embeds have changed.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Debug builds read the assets from the folder at run time.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let site = Path::new("../target/site");
        // A watched path that is missing would recompile the crate every time.
        let _ = std::fs::create_dir_all(site);
        println!("cargo:rerun-if-changed={}", site.display());
    }
}
