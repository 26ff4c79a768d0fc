mod link;
mod password;
mod session;
mod token;
mod user;

pub use token::{LinkToken, SessionToken};
