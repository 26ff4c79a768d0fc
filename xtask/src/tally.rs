//! How many tests passed and failed.

use std::fmt;
use std::ops::AddAssign;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub fn one(passed: bool) -> Self {
        Self { passed: usize::from(passed), failed: usize::from(!passed) }
    }

    /// A runner that reports failure without a failed test, or that ran nothing, has failed itself.
    pub fn of_runner(self, succeeded: bool) -> Self {
        let silent = self.failed == 0 && (!succeeded || self.passed == 0);
        Self { failed: self.failed + usize::from(silent), ..self }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runner_that_ran_nothing_or_failed_silently_counts_as_a_failure() {
        let passed = Tally { passed: 3, failed: 0 };
        assert_eq!(passed.of_runner(true).to_string(), "3 passed, 0 failed");
        assert_eq!(passed.of_runner(false).to_string(), "3 passed, 1 failed");
        assert_eq!(Tally::default().of_runner(true).to_string(), "0 passed, 1 failed");
        assert_eq!(Tally { passed: 1, failed: 2 }.of_runner(false).to_string(), "1 passed, 2 failed");
    }
}
