//! From the JSON of `docker inspect` to a posture, on one core.

use std::fs;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{Bar, Bench, Row};
use crate::place::Place;
use crate::process;

pub const BENCH: Bench = Bench { name: "inspect", run };

const CONTAINERS_A_SECOND: f64 = 20_000.0;

fn run(place: &Place) -> Result<Vec<Row>> {
    let measured = "inspect/to_posture";
    process::output(
        process::cargo()
            .current_dir(&place.root)
            .args([
                "bench",
                "--quiet",
                "--package",
                "intake",
                "--bench",
                "inspect_to_posture",
                "--",
                measured,
            ])
            .env("CARGO_TARGET_DIR", &place.target),
    )?;
    let estimates = place.target.join("criterion").join(measured).join("new/estimates.json");
    let json = fs::read_to_string(&estimates).with_context(|| format!("reading {}", estimates.display()))?;
    let rate = 1e9 / nanoseconds(&json).context("reading criterion's estimates")?;
    Ok(vec![Row::new("inspect", "containers/s", rate, CONTAINERS_A_SECOND, Bar::AtLeast(1.0))])
}

#[derive(Deserialize)]
struct Estimates {
    mean: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

fn nanoseconds(json: &str) -> Result<f64> {
    let estimates: Estimates = serde_json::from_str(json)?;
    Ok(estimates.mean.point_estimate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_the_point_estimate_in_nanoseconds() -> Result<()> {
        let json = r#"{"mean": {"confidence_interval": {"lower_bound": 1.0}, "point_estimate": 25000.5},
            "median": {"point_estimate": 3.0}}"#;
        assert!((nanoseconds(json)? - 25000.5).abs() < f64::EPSILON);
        Ok(())
    }
}
