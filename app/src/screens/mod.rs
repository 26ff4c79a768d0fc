//! One folder a screen: the screen, its parts, its server functions.

mod account;
mod findings;
mod hosts;
mod not_found;
mod overview;
mod settings;
mod sign_in;
mod workload;
mod workloads;

pub use account::AccountScreen;
pub use findings::{FindingPane, FindingsScreen, NoPane};
pub use hosts::{HostScreen, HostsScreen, NewHostScreen};
pub use not_found::NotFoundScreen;
pub use overview::OverviewScreen;
pub use settings::{
    AboutScreen, AuditScreen, ChangeWebhookScreen, NewTokenScreen, NewUserScreen, NewWebhookScreen,
    RevocationScreen, SettingsHome, TokensScreen, UserScreen, UsersScreen, WebhookScreen, WebhooksScreen,
    token_typed, webhook_typed,
};
pub use sign_in::{SignInLinkScreen, SignInScreen};
pub use workload::WorkloadScreen;
pub use workloads::WorkloadsScreen;
