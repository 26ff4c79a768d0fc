//! The test runners, and how each reports what it ran.

pub mod browser;
pub mod documentation;
pub mod workspace;
