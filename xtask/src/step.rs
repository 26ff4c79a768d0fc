//! Long work, announced with an honest estimate before it begins and with its time afterwards.

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

pub struct Step<'a> {
    what: String,
    estimate: Duration,
    work: Box<dyn FnOnce() -> Result<()> + 'a>,
}

impl<'a> Step<'a> {
    pub fn new(what: impl Into<String>, estimate: Duration, work: impl FnOnce() -> Result<()> + 'a) -> Self {
        Self { what: what.into(), estimate, work: Box::new(work) }
    }
}

/// Wall time of this much compiling on this machine's cores. Some of every build is one long crate:
/// beyond eight cores nothing is gained.
pub fn compiling(cpu: Duration) -> Duration {
    cpu / available_parallelism().map_or(1, |cores| cores.get().min(8) as u32)
}

/// Does the steps in order; the first that fails ends it.
pub fn run_all(steps: Vec<Step<'_>>) -> Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    announce(&steps);
    let count = steps.len();
    for (number, step) in (1..).zip(steps) {
        println!("\n[{number}/{count}] {}, {}", step.what, roughly(step.estimate));
        let start = Instant::now();
        (step.work)().with_context(|| format!("{} failed", step.what))?;
        println!("[{number}/{count}] done in {}", exactly(start.elapsed()));
    }
    println!();
    Ok(())
}

fn announce(steps: &[Step<'_>]) {
    println!("To do, on this machine with its {} cores:", available_parallelism().map_or(1, usize::from));
    for step in steps {
        println!("  {:<58} {}", step.what, roughly(step.estimate));
    }
    println!("  in all {}", roughly(steps.iter().map(|step| step.estimate).sum()));
}

pub fn roughly(estimate: Duration) -> String {
    match estimate.as_secs() {
        0..10 => "a few seconds".into(),
        seconds @ 10..90 => format!("about {} s", seconds.div_ceil(10) * 10),
        seconds => format!("about {} min", (seconds + 30) / 60),
    }
}

fn exactly(took: Duration) -> String {
    match took.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_as_vague_as_it_is_uncertain() {
        let texts = [3, 10, 41, 90, 449, 451].map(|seconds| roughly(Duration::from_secs(seconds)));
        assert_eq!(
            texts,
            ["a few seconds", "about 10 s", "about 50 s", "about 2 min", "about 7 min", "about 8 min"]
        );
    }

    #[test]
    fn a_failing_step_is_named_and_ends_the_work() {
        let steps = vec![
            Step::new("the first", Duration::ZERO, || anyhow::bail!("no disk")),
            Step::new("the second", Duration::ZERO, || unreachable!("the first failed")),
        ];
        let error = run_all(steps).expect_err("the first step fails");
        assert_eq!(format!("{error:#}"), "the first failed: no disk");
    }
}
