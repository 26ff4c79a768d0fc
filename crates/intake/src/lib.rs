//! Turns raw engine JSON into redacted facts, and says which values are secrets.
//!
//! Raw values never leave this crate: they live in [`secret::SecretText`], which zeroes its memory and can be
//! neither printed nor serialised. What goes out is [`posture::facts`], beside it keyed [`Fingerprint`]s by which
//! reuse of a secret can be seen. Pure: no I/O, no clock, no randomness.

pub mod engine;
mod error;
mod fingerprint;
pub mod secret;

pub use error::{Document, IntakeError};
pub use fingerprint::{Fingerprint, IngestKey};
