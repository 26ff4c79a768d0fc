mod api_token;
mod link;
mod list;
mod password;
mod reset;
mod role;
mod secret;
mod session;
mod token;
mod user;

pub use secret::TokenSecret;
pub use token::{LinkToken, SessionToken};
