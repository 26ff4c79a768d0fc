//! What a browser downloads for the first page: wasm, JavaScript and CSS after brotli.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::{Bar, Bench, Row};
use crate::place::Place;
use crate::tools::{self, Need};
use crate::{release, step};

pub const BENCH: Bench = Bench { name: "wasm-size", run };

const BUDGET_KB: f64 = 350.0;
const KINDS: [&str; 3] = ["wasm", "js", "css"];

fn run(place: &Place) -> Result<Vec<Row>> {
    let mut steps = tools::missing(place, &[Need::Build])?;
    steps.extend(release::outdated(place)?);
    step::run_all(steps)?;
    let kilobytes = compressed(&place.site().join("pkg"))? as f64 / 1000.0;
    Ok(vec![Row::new("wasm-size", "kB", kilobytes, BUDGET_KB, Bar::AtMost(1.0))])
}

/// Bytes of the brotli files that the build left beside the assets.
fn compressed(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for kind in KINDS {
        let mut found = 0;
        for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(&format!(".{kind}.br")) {
                found += entry.metadata()?.len();
            }
        }
        if found == 0 {
            bail!("no .{kind}.br in {}", folder.display());
        }
        sum += found;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_compressed_assets_count_and_each_kind_must_be_there() -> Result<()> {
        let folder = tempfile::tempdir()?;
        for (name, length) in [("p.a1.wasm.br", 5), ("p.a1.wasm", 900), ("p.a1.js.br", 3), ("p.d.ts.br", 40)]
        {
            fs::write(folder.path().join(name), vec![0; length])?;
        }
        let error = compressed(folder.path()).expect_err("there is no CSS");
        assert!(error.to_string().starts_with("no .css.br in "), "{error}");
        fs::write(folder.path().join("p.a1.css.br"), [0; 2])?;
        assert_eq!(compressed(folder.path())?, 10);
        Ok(())
    }
}
