//! Benches that are programs of the crate they measure: release builds that print their rows as JSON.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{Bar, Row};
use crate::place::Place;
use crate::process;

/// Builds and runs an example of a crate; its rows bound the ratio from above.
pub fn run(place: &Place, package: &str, example: &str, features: &[&str]) -> Result<Vec<Row>> {
    let mut cargo = process::cargo();
    cargo
        .current_dir(&place.root)
        .args(["run", "--quiet", "--release", "--package", package, "--example", example])
        .env("CARGO_TARGET_DIR", &place.target);
    for feature in features {
        cargo.args(["--features", feature]);
    }
    let json = process::output(&mut cargo)?;
    rows(&json).with_context(|| format!("reading the rows of {example}"))
}

#[derive(Deserialize)]
struct Report {
    rows: Vec<Measured>,
}

#[derive(Deserialize)]
struct Measured {
    name: String,
    value: f64,
    unit: String,
    limit: f64,
    bar: f64,
}

fn rows(json: &str) -> Result<Vec<Row>> {
    let report: Report = serde_json::from_str(json)?;
    let rows = report.rows.into_iter();
    Ok(rows.map(|row| Row::new(row.name, row.unit, row.value, row.limit, Bar::AtMost(row.bar))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_a_bar_holds_is_computed_here_and_not_believed() -> Result<()> {
        let json = r#"{"rows": [{"name": "x", "value": 9.0, "unit": "ms", "limit": 3.0, "ratio": 1.0,
            "bar": 2.0, "holds": true}]}"#;
        let rows = rows(json)?;
        assert_eq!((rows[0].ratio, rows[0].holds), (3.0, false));
        Ok(())
    }
}
