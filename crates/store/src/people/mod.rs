mod link;
mod session;
mod token;
mod user;

pub use token::{LinkToken, SessionToken};
