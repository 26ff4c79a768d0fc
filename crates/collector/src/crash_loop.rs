//! A container that ends and is started again, over and over.

use chrono::{DateTime, TimeDelta, Utc};
use posture::facts::{Runtime, State};

/// Fewer restarts by the engine are an accident.
const RESTARTS: u32 = 3;
/// One that has run so long since its last start has settled.
const SETTLES_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Says `restarting` of a container in such a loop, whether the engine waits before the next start or has just made it:
/// whichever a scan meets is chance, and no change.
pub(crate) fn steadied(runtime: Runtime, now: DateTime<Utc>) -> Runtime {
    let is_up_and_down = matches!(runtime.state, State::Running | State::Restarting);
    let is_fresh = runtime.started_at.is_some_and(|started| now - started < SETTLES_AFTER);
    if is_up_and_down && is_fresh && runtime.restart_count >= RESTARTS {
        Runtime { state: State::Restarting, unhealthy: false, ..runtime }
    } else {
        runtime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(state: State, restart_count: u32, started_minutes_ago: i64) -> State {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let started_at = Some(now - TimeDelta::minutes(started_minutes_ago));
        steadied(Runtime { state, restart_count, started_at, ..Runtime::default() }, now).state
    }

    #[test]
    fn one_in_a_loop_restarts_even_while_it_is_up() {
        assert_eq!(state(State::Running, 3, 0), State::Restarting);
        assert_eq!(state(State::Running, 900, 9), State::Restarting);
        assert_eq!(state(State::Restarting, 3, 1), State::Restarting);
    }

    #[test]
    fn one_that_settled_or_failed_once_runs() {
        assert_eq!(state(State::Running, 900, 10), State::Running);
        assert_eq!(state(State::Running, 2, 0), State::Running);
        assert_eq!(state(State::Exited, 5, 0), State::Exited);
        assert_eq!(state(State::Paused, 5, 0), State::Paused);
    }
}
