//! The one binary `plimsoll`: command line, configuration, HTTP and background jobs, as a library with a thin main.

pub mod api;
mod assets;
mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod http;
pub mod jobs;
pub mod keys;
mod local_engine;
mod logging;
pub mod postgres;
pub mod running;
mod state;
pub mod webhook;

pub use clock::Clock;
pub use state::AppState;

/// Where a server is reached that was not told otherwise.
pub(crate) const USUAL_ADDRESS: &str = "http://127.0.0.1:7466";
