//! The REST API as programs meet it, in process, on a real database.

mod changes;
mod client;
mod decisions;
mod description;
mod harbour;
mod lists;
mod once;
mod requests;
mod resources;
mod schemathesis;
mod table;
mod tokens;
mod webhooks;
