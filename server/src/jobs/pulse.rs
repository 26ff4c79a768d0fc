//! Whether the jobs of this process may run and do run.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// Clocks of replicas may differ from the database's by this much.
const LARGEST_SKEW: TimeDelta = TimeDelta::seconds(2);
const STALE_AFTER: TimeDelta = TimeDelta::seconds(30);

/// Beats whenever the clock was found to agree with the database's.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<AtomicI64>);

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MIN)))
    }
}

impl Pulse {
    /// Beats if `here` and the database's `there` agree well enough for jobs to run.
    pub fn compare(&self, here: DateTime<Utc>, there: DateTime<Utc>) -> bool {
        let agrees = (here - there).abs() <= LARGEST_SKEW;
        self.0.store(if agrees { here.timestamp() } else { i64::MIN }, Ordering::Relaxed);
        agrees
    }

    /// Whether the jobs were well not long before `now`.
    pub fn beats(&self, now: DateTime<Utc>) -> bool {
        now.timestamp().saturating_sub(self.0.load(Ordering::Relaxed)) <= STALE_AFTER.num_seconds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn it_beats_while_the_clocks_agree_and_not_for_long_after() {
        let pulse = Pulse::default();
        assert!(!pulse.beats(NOON), "nothing has run yet");
        assert!(pulse.compare(NOON, NOON + TimeDelta::seconds(2)));
        assert!(pulse.beats(NOON + TimeDelta::seconds(30)));
        assert!(!pulse.beats(NOON + TimeDelta::seconds(31)));
    }

    #[test]
    fn a_clock_that_is_off_stops_it_at_once() {
        let pulse = Pulse::default();
        pulse.compare(NOON, NOON);
        assert!(!pulse.compare(NOON, NOON - TimeDelta::milliseconds(2_001)));
        assert!(!pulse.beats(NOON));
    }
}
