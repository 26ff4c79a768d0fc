//! Facts for tests: single containers to be changed step by step, and generators.

mod sample;

pub use sample::{Sample, hardened, hardened_host, plain};
