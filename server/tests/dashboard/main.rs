//! The server as a browser meets it, in process, on a real database.

mod account;
mod events;
mod headers;
mod health;
mod hosts;
mod pages;
mod roles;
mod scope;
mod settings;
mod sign_in;
mod signed_out;
mod tickets;
