//! Slows down whoever guesses passwords.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard};

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures for one name from one network before further tries are refused.
const PER_NAME: u32 = 5;
/// Failures from one network, whatever the name.
const PER_NETWORK: u32 = 50;
/// Beyond these the oldest are forgotten.
const REMEMBERED: usize = 10_000;

/// A hash: a name may be a password that was typed into the wrong field, and may be long.
type Key = blake3::Hash;

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since: DateTime<Utc>,
}

impl Failures {
    fn are_over(self, now: DateTime<Utc>) -> bool {
        now - self.since >= WINDOW
    }
}

/// A try to sign in. It counts as a failure until [`Throttle::succeeded`] or [`Throttle::withdraw`] says otherwise.
#[derive(Debug)]
#[must_use = "it counts as a failure unless it is given back"]
pub struct Attempt {
    name: Key,
    network: Option<Key>,
}

impl Attempt {
    fn of(name: &str, address: Option<IpAddr>) -> Self {
        let network = address.map(network_of);
        let from = network.map_or_else(String::new, |network| network.to_string());
        let name = name.trim().to_lowercase();
        Self {
            name: blake3::hash(format!("name {from} {name}").as_bytes()),
            network: network.map(|_| blake3::hash(format!("network {from}").as_bytes())),
        }
    }

    fn limits(&self) -> impl Iterator<Item = (Key, u32)> {
        let of_network = self.network.map(|network| (network, PER_NETWORK));
        std::iter::once((self.name, PER_NAME)).chain(of_network)
    }
}

/// Counts failed sign-ins in this process. Names and networks are never locked for longer than 15 minutes.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<Key, Failures>>);

impl Throttle {
    /// Another try for `name` from `address`, counted before its outcome is known so that tries made at the same time
    /// count too. `None`: there were too many.
    pub fn attempt(&self, name: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> Option<Attempt> {
        let attempt = Attempt::of(name, address);
        let mut failures = self.failures();
        let is_free = |(key, limit): (Key, u32)| {
            failures.get(&key).is_none_or(|found| found.count < limit || found.are_over(now))
        };
        if !attempt.limits().all(is_free) {
            return None;
        }
        for (key, _) in attempt.limits() {
            count(&mut failures, key, now);
        }
        Some(attempt)
    }

    /// Forgets the failures for the name from there; earlier ones of the network stay.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut failures = self.failures();
        failures.remove(&attempt.name);
        give_back(&mut failures, attempt.network);
    }

    /// The attempt was neither right nor wrong: it could not be checked.
    pub fn withdraw(&self, attempt: &Attempt) {
        let mut failures = self.failures();
        give_back(&mut failures, attempt.limits().map(|(key, _)| key));
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Key, Failures>> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

fn count(failures: &mut HashMap<Key, Failures>, key: Key, now: DateTime<Utc>) {
    if failures.len() >= REMEMBERED && !failures.contains_key(&key) {
        let oldest = failures.iter().min_by_key(|(_, found)| found.since).map(|(key, _)| *key);
        oldest.and_then(|oldest| failures.remove(&oldest));
    }
    let found = failures.entry(key).or_insert(Failures { count: 0, since: now });
    if found.are_over(now) {
        *found = Failures { count: 0, since: now };
    }
    found.count += 1;
}

fn give_back(failures: &mut HashMap<Key, Failures>, keys: impl IntoIterator<Item = Key>) {
    for key in keys {
        if let Some(found) = failures.get_mut(&key) {
            found.count = found.count.saturating_sub(1);
        }
    }
}

/// Whoever has one address of an IPv6 network has the other 2⁶⁴ too.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn from(address: &str) -> IpAddr {
        address.parse().expect("an address")
    }

    fn fail(throttle: &Throttle, name: &str, address: Option<IpAddr>) -> bool {
        throttle.attempt(name, address, START).is_some()
    }

    #[test]
    fn the_sixth_try_is_refused_until_the_window_has_passed() {
        let throttle = Throttle::default();
        for name in ["ada", "Ada", " ada", "ada\n", "ADA"] {
            assert!(fail(&throttle, name, Some(from("192.0.2.1"))));
        }
        assert!(!fail(&throttle, "ada", Some(from("192.0.2.1"))));
        assert!(fail(&throttle, "ada", Some(from("192.0.2.2"))), "somebody elsewhere cannot lock her out");
        assert!(throttle.attempt("ada", Some(from("192.0.2.1")), START + WINDOW).is_some());
    }

    #[test]
    fn tries_whose_outcome_is_not_known_yet_count() {
        let throttle = Throttle::default();
        let under_way: Vec<Attempt> =
            (0..8).filter_map(|_| throttle.attempt("ada", Some(from("192.0.2.1")), START)).collect();
        assert_eq!(under_way.len(), 5);
        throttle.withdraw(&under_way[0]);
        assert!(fail(&throttle, "ada", Some(from("192.0.2.1"))));
        assert!(!fail(&throttle, "ada", Some(from("192.0.2.1"))));
    }

    #[test]
    fn a_network_that_tries_many_names_is_refused() {
        let throttle = Throttle::default();
        for number in 0..50 {
            assert!(fail(&throttle, &format!("user{number}"), Some(from("192.0.2.1"))));
        }
        assert!(!fail(&throttle, "another", Some(from("192.0.2.1"))));
        assert!(
            !fail(&throttle, "another", Some(from("::ffff:192.0.2.1"))),
            "the same machine by another name"
        );
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one() {
        let throttle = Throttle::default();
        for number in 1..=5 {
            assert!(fail(&throttle, "ada", Some(from(&format!("2001:db8:0:1::{number}")))));
        }
        assert!(!fail(&throttle, "ada", Some(from("2001:db8:0:1:ffff::1"))));
        assert!(fail(&throttle, "ada", Some(from("2001:db8:0:2::1"))));
    }

    #[test]
    fn a_success_forgives_the_failures_before_it_but_not_those_of_the_network() {
        let throttle = Throttle::default();
        for number in 0..45 {
            assert!(fail(&throttle, &format!("user{number}"), Some(from("192.0.2.1"))));
        }
        for _ in 0..4 {
            assert!(fail(&throttle, "ada", Some(from("192.0.2.1"))));
        }
        let right = throttle.attempt("ada", Some(from("192.0.2.1")), START).expect("the fiftieth");
        throttle.succeeded(&right);
        assert!(
            fail(&throttle, "ada", Some(from("192.0.2.1"))),
            "hers are forgiven, and this one is given back"
        );
        assert!(!fail(&throttle, "ada", Some(from("192.0.2.1"))), "fifty from this network");
    }

    #[test]
    fn a_flood_of_names_forgets_the_oldest_and_nobody_else() {
        let throttle = Throttle::default();
        for (name, seconds) in [("eldest", 0), ("ada", 1)] {
            for _ in 0..5 {
                assert!(throttle.attempt(name, None, START + TimeDelta::seconds(seconds)).is_some());
            }
        }
        let later = START + TimeDelta::seconds(2);
        for number in 0..REMEMBERED - 1 {
            assert!(throttle.attempt(&format!("user{number}"), None, later).is_some());
        }
        assert!(throttle.attempt("ada", None, later).is_none());
        assert!(throttle.attempt("eldest", None, later).is_some(), "forgotten");
    }
}
