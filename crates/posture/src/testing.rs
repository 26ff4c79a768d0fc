//! Facts for tests: single containers to be changed step by step, and generators of any.

mod container;
mod host;
mod image;
mod policy;
mod sample;
mod secret;
mod surroundings;
mod verdict;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::strategy::Union;

pub use container::{container, runtime};
pub use host::host;
pub use image::image;
pub use policy::policy;
pub use sample::{Sample, hardened, hardened_host, plain, sample};
pub use surroundings::surroundings;

/// The moment at which generated facts and samples are judged: in November 2026.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).expect("a time in 2026")
}

/// True in `percent` of the cases.
fn sometimes(percent: u32) -> impl Strategy<Value = bool> {
    proptest::bool::weighted(f64::from(percent) / 100.0)
}

/// The default value, except in `percent` of the cases.
fn mostly_default<T>(percent: u32, strategy: impl Strategy<Value = T> + 'static) -> impl Strategy<Value = T>
where
    T: Default + Clone + std::fmt::Debug + 'static,
{
    Union::new_weighted(vec![(100 - percent, Just(T::default()).boxed()), (percent, strategy.boxed())])
}

/// One of these.
fn one_of<T: Clone + std::fmt::Debug + 'static>(choices: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(choices)
}

/// One of these names.
fn name_of(choices: &'static [&'static str]) -> impl Strategy<Value = String> {
    one_of(choices).prop_map(String::from)
}

/// Up to `most` of these names, sorted and without repeats, as facts hold them.
fn names_of(choices: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set(name_of(choices), 0..=most).prop_map(|names| names.into_iter().collect())
}
