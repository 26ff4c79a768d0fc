//! The files of the checkout, and complaints about their lines.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Source {
    /// Relative to the top of the checkout.
    pub path: String,
    pub text: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_path_buf()
}

/// Every text file below the folder that git tracks or would, sorted by path.
pub fn sources(folder: &str) -> Vec<Source> {
    let listing = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", folder])
        .output()
        .expect("git is on the machine");
    assert!(listing.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listing.stderr));
    let names = String::from_utf8(listing.stdout).expect("the names of our files are UTF-8");
    let mut sources: Vec<Source> = names
        .split_terminator('\0')
        .filter_map(|path| {
            let text = fs::read_to_string(root().join(path)).ok()?;
            Some(Source { path: path.to_owned(), text })
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Every Rust file below the folder; that there is none is an error of the test.
pub fn rust(folder: &str) -> Vec<Source> {
    let mut sources = sources(folder);
    sources.retain(|source| source.is("rs"));
    assert!(!sources.is_empty(), "no Rust in {folder}");
    sources
}

impl Source {
    pub fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// The lines of code with their numbers: no comments, nothing from the unit tests on.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod ").unwrap_or(self.text.len());
        let lines = (1..).zip(self.text[..end].lines());
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// `path:line: text` of every line of code that contains one of the words.
    pub fn lines_with(&self, words: &[&str]) -> Vec<String> {
        self.code()
            .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
            .map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim()))
            .collect()
    }
}

#[track_caller]
pub fn assert_none(what: &str, complaints: &[String]) {
    assert!(complaints.is_empty(), "{what}:\n{}", complaints.join("\n"));
}

#[test]
fn comments_and_unit_tests_are_not_code() {
    let text = "use a;\n// use b;\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use c;\n}\n";
    let source = Source { path: "x.rs".into(), text: text.into() };
    assert_eq!(source.lines_with(&["use"]), ["x.rs:1: use a;"]);
}
