//! Webhooks. What happens to findings is written once, as an event in the transaction that makes it happen; from there
//! it becomes a message for each webhook, exactly once because that and the webhook's place in the feed are one
//! transaction. Messages are sent by whichever replica takes them, at least once.

mod attempt;
mod delivery;
mod queue;
mod row;
mod settings;

pub use attempt::DueDelivery;
pub use queue::QueueReport;
