//! The REST API as programs meet it, in process, on a real database.

mod client;
mod tokens;
