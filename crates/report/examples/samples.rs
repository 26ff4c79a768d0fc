//! Writes the reports of the tests as files, to look at: `cargo run -p report --example samples DIRECTORY`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;

use report::WorkloadLine;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("the directory to write to")?);
    fs::create_dir_all(&directory)?;
    let samples = [
        ("empty", sample::empty(), Vec::new()),
        ("small", sample::small(), sample::workloads()),
        ("hostile", sample::hostile(), sample::hostile_workloads(5_000)),
    ];
    for (name, report, workloads) in samples {
        let file = |end: &str| directory.join(format!("{name}.{end}"));
        let rows = || workloads.iter().cloned().map(Ok::<WorkloadLine, std::io::Error>);
        fs::write(file("pdf"), report::pdf(&report)?)?;
        fs::write(file("html"), report::html(&report))?;
        report::csv(&report, &mut rows(), File::create(file("csv"))?)?;
        report::json(&report, &mut rows(), File::create(file("json"))?)?;
        report::xlsx(&report, &mut rows(), File::create(file("xlsx"))?)?;
    }
    Ok(())
}
