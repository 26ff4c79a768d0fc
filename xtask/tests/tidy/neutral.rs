//! Nothing in the tree belongs to the machine that it was written on.

use std::env;

use crate::tree::{assert_none, root, sources};

#[test]
fn no_file_names_a_path_of_this_machine() {
    let mut paths = vec![root().display().to_string()];
    for variable in ["CARGO_HOME", "RUSTUP_HOME"] {
        paths.extend(env::var(variable));
    }
    if let Ok(home) = env::var("HOME") {
        paths.extend([".cache", ".cargo", ".rustup", ".npm"].map(|folder| format!("{home}/{folder}")));
    }
    let words: Vec<&str> = paths.iter().map(String::as_str).filter(|path| path.len() > 4).collect();
    let found: Vec<String> = sources(".")
        .iter()
        .flat_map(|source| {
            (1..)
                .zip(source.text.lines())
                .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
                .map(|(number, line): (usize, &str)| format!("{}:{number}: {}", source.path, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_none("paths of this machine", &found);
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = ["common", "helper", "helpers", "misc", "util", "utils"];
    let found: Vec<String> = sources(".")
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.split(['/', '.']).any(|part| vague.contains(&part)))
        .collect();
    assert_none("files without a noun", &found);
}
