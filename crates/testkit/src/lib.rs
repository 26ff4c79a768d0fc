//! What tests need and the product does not. What is missing on the machine fails a test with words that say what to
//! install; nothing is skipped.

#[cfg(feature = "app")]
pub mod app;
pub mod engine;
mod python;
mod python_server;
#[cfg(feature = "app")]
pub mod sample;

pub use python::python;
pub use python_server::PythonServer;
