//! Where the time comes from: the only place in the server that reads a clock.

use std::fmt;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

/// The present moment, or in a test the moment it says.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    pub fn system() -> Self {
        Self(Arc::new(now))
    }

    /// A clock that stands still until its hand is moved.
    pub fn standing(at: DateTime<Utc>) -> (Self, Hand) {
        let moment = Arc::new(Mutex::new(at));
        let read = Arc::clone(&moment);
        (Self(Arc::new(move || *read.lock().expect("nobody panics while holding it"))), Hand(moment))
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the edge at which time enters")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

impl fmt::Debug for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Clock({})", self.now())
    }
}

/// Moves a standing clock.
#[derive(Debug, Clone)]
pub struct Hand(Arc<Mutex<DateTime<Utc>>>);

impl Hand {
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().expect("nobody panics while holding it") += by;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_by_its_hand() {
        let (clock, hand) = Clock::standing(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
        hand.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH + TimeDelta::hours(2));
    }
}
