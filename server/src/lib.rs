//! The one binary `plimsoll`: command line, configuration, HTTP and background jobs, as a library with a thin main.

pub mod api;
mod assets;
mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod http;
pub mod jobs;
pub mod keys;
mod local_engine;
mod logging;
pub mod postgres;
pub mod running;
mod state;

pub use clock::Clock;
pub use state::AppState;
