//! Who is told of changes as they happen, and how that went.

mod change;
mod choice;
mod deliveries;
mod detail;
mod form;
mod list;
mod new;
mod query;
mod server_fns;
mod state;
mod typed;

pub use change::ChangeWebhookScreen;
pub use detail::WebhookScreen;
pub use list::WebhooksScreen;
pub use new::NewWebhookScreen;
pub use typed::webhook_typed;
