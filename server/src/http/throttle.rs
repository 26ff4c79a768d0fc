//! Slows down whoever guesses passwords.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures for one name from one address before further tries are refused.
const PER_NAME: u32 = 5;
/// Failures from one address, whatever the name.
const PER_ADDRESS: u32 = 50;
const REMEMBERED: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Name(String, Option<IpAddr>),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since: DateTime<Utc>,
}

/// Counts failed sign-ins in this process. Names and addresses are never locked for longer than 15 minutes.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<Key, Failures>>);

impl Throttle {
    /// Whether another try for `name` from `address` may be made now.
    pub fn allows(&self, name: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let failures = self.0.lock().expect("nobody panics while holding it");
        keys(name, address).all(|(key, limit)| {
            failures.get(&key).is_none_or(|found| found.count < limit || now - found.since >= WINDOW)
        })
    }

    pub fn failed(&self, name: &str, address: Option<IpAddr>, now: DateTime<Utc>) {
        let mut failures = self.0.lock().expect("nobody panics while holding it");
        if failures.len() >= REMEMBERED {
            failures.retain(|_, found| now - found.since < WINDOW);
        }
        if failures.len() >= REMEMBERED {
            failures.clear();
        }
        for (key, _) in keys(name, address) {
            let found = failures.entry(key).or_insert(Failures { count: 0, since: now });
            if now - found.since >= WINDOW {
                *found = Failures { count: 0, since: now };
            }
            found.count += 1;
        }
    }

    /// Forgets the failures for `name` from `address`; those of the address stay.
    pub fn succeeded(&self, name: &str, address: Option<IpAddr>) {
        self.0
            .lock()
            .expect("nobody panics while holding it")
            .remove(&Key::Name(name.to_lowercase(), address));
    }
}

fn keys(name: &str, address: Option<IpAddr>) -> impl Iterator<Item = (Key, u32)> {
    let by_name = (Key::Name(name.to_lowercase(), address), PER_NAME);
    std::iter::once(by_name).chain(address.map(|address| (Key::Address(address), PER_ADDRESS)))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const HERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    const ELSEWHERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)));

    #[test]
    fn the_sixth_try_is_refused_until_the_window_has_passed() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert!(throttle.allows("ada", HERE, START));
            throttle.failed("Ada", HERE, START);
        }
        assert!(!throttle.allows("ada", HERE, START));
        assert!(throttle.allows("ada", ELSEWHERE, START), "somebody elsewhere cannot lock her out");
        assert!(throttle.allows("ada", HERE, START + WINDOW));
    }

    #[test]
    fn an_address_that_tries_many_names_is_refused() {
        let throttle = Throttle::default();
        for number in 0..50 {
            throttle.failed(&format!("user{number}"), HERE, START);
        }
        assert!(!throttle.allows("another", HERE, START));
    }

    #[test]
    fn a_success_forgives_the_failures_before_it() {
        let throttle = Throttle::default();
        for _ in 0..4 {
            throttle.failed("ada", HERE, START);
        }
        throttle.succeeded("ada", HERE);
        throttle.failed("ada", HERE, START);
        assert!(throttle.allows("ada", HERE, START));
    }
}
