//! Sending messages to webhooks, as the Standard Webhooks specification says: whom they may reach, how they are signed.

mod desk;
mod reach;
mod resolver;
mod sender;
mod signature;

pub use desk::Webhooks;
pub use reach::{Reach, Unreachable};
pub use sender::{Message, Sender};
pub use signature::Secret;
