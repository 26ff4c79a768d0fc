//! What programs call the API with.

mod list;
mod new;
mod revocation;
mod scope;
mod server_fns;
mod typed;

pub use list::TokensScreen;
pub use new::NewTokenScreen;
pub use revocation::RevocationScreen;
pub use typed::token_typed;
