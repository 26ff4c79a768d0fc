//! How many requests a caller may make: a bucket for each token and each person, refilled steadily.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fleet::Actor;
use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use http::{HeaderMap, HeaderName};
use uuid::Uuid;

use super::Refusal;
use crate::{AppState, Clock};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

type Buckets = RateLimiter<Uuid, DashMapStateStore<Uuid>, Ticks, StateInformationMiddleware>;

/// The buckets of this process.
pub struct RateLimit {
    buckets: Buckets,
    clock: Ticks,
    per_minute: NonZeroU32,
}

/// What a bucket holds.
#[derive(Debug, Clone, Copy)]
struct Left {
    remaining: u32,
    /// Seconds until it is full again.
    reset_s: u64,
}

impl RateLimit {
    /// Requests a minute and caller, all of which may come at once.
    pub const DEFAULT_PER_MINUTE: NonZeroU32 = NonZeroU32::new(6_000).expect("not zero");

    pub fn new(per_minute: NonZeroU32, clock: Clock) -> Self {
        let clock = Ticks(clock);
        let buckets = RateLimiter::dashmap_with_clock(Quota::per_minute(per_minute), clock.clone());
        Self { buckets: buckets.with_middleware(), clock, per_minute }
    }

    fn take(&self, caller: Uuid) -> Result<Left, Refusal> {
        match self.buckets.check_key(&caller) {
            Ok(snapshot) => {
                let remaining = snapshot.remaining_burst_capacity();
                let used = u64::from(self.per_minute.get().saturating_sub(remaining));
                Ok(Left { remaining, reset_s: (used * 60).div_ceil(u64::from(self.per_minute.get())) })
            }
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(self.clock.now());
                Err(Refusal::TooManyRequests { retry_after_s: wait.as_secs_f64().ceil().max(1.0) as u64 })
            }
        }
    }

    fn tell(&self, headers: &mut HeaderMap, left: Left) {
        headers.insert(LIMIT, self.per_minute.get().into());
        headers.insert(REMAINING, left.remaining.into());
        headers.insert(RESET, left.reset_s.into());
    }
}

/// Takes one request from the caller's bucket, or refuses it.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Actor>().and_then(id);
    let Some(caller) = caller else { return next.run(request).await };
    let (mut answer, left) = match state.rate.take(caller) {
        Ok(left) => (next.run(request).await, left),
        Err(refusal) => (refusal.into_response(), Left { remaining: 0, reset_s: 60 }),
    };
    state.rate.tell(answer.headers_mut(), left);
    answer
}

fn id(actor: &Actor) -> Option<Uuid> {
    match actor {
        Actor::Token { id, .. } => Some(id.0),
        Actor::User { id, .. } => Some(id.0),
        Actor::System(_) => None,
    }
}

/// The server's clock as governor reads it.
#[derive(Debug, Clone)]
struct Ticks(Clock);

impl GovernorClock for Ticks {
    /// Since 1970.
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.now().signed_duration_since(chrono::DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn a_bucket_is_used_up_and_refilled_for_each_caller_alone() {
        let (clock, hand) = Clock::standing(DateTime::UNIX_EPOCH + TimeDelta::days(1));
        let rate = RateLimit::new(NonZeroU32::new(3).expect("not zero"), clock);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let remaining = |caller| rate.take(caller).map(|left| left.remaining);
        assert_eq!([remaining(one), remaining(one), remaining(one)], [Ok(2), Ok(1), Ok(0)]);
        assert_eq!(remaining(one), Err(Refusal::TooManyRequests { retry_after_s: 20 }));
        assert_eq!(remaining(other), Ok(2));
        hand.advance(TimeDelta::seconds(20));
        assert_eq!(remaining(one), Ok(0));
        assert!(remaining(one).is_err());
    }
}
