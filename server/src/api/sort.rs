//! `sort=field` or `sort=-field`.

use fleet::workload::Direction;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Orders that a list can have, by their names.
pub trait Orders: Copy + 'static {
    const NAMES: &'static [(&'static str, Self)];
}

/// The order that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<T> {
    pub by: T,
    pub direction: Direction,
}

impl<'de, T: Orders> Deserialize<'de> for Sort<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        let (name, direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (text.as_str(), Direction::Ascending),
        };
        if let Some((_, by)) = T::NAMES.iter().find(|(known, _)| *known == name) {
            return Ok(Self { by: *by, direction });
        }
        let names: Vec<&str> = T::NAMES.iter().map(|(name, _)| *name).collect();
        Err(D::Error::custom(format!("one of {}, or with a minus before it", names.join(", "))))
    }
}
