//! Who may do what, who is told, what was done, and what runs here.

mod about;
mod audit;
mod head;
mod home;
mod once;
mod refusal;
mod tokens;
mod users;
mod webhooks;

pub use about::AboutScreen;
pub use audit::AuditScreen;
pub use home::SettingsHome;
pub use tokens::{NewTokenScreen, RevocationScreen, TokensScreen, token_typed};
pub use users::{NewUserScreen, UserScreen, UsersScreen};
pub use webhooks::{ChangeWebhookScreen, NewWebhookScreen, WebhookScreen, WebhooksScreen, webhook_typed};
