//! Who may sign in, and what they may do then.

mod access;
mod detail;
mod list;
mod new;
mod role;
mod server_fns;

pub use detail::UserScreen;
pub use list::UsersScreen;
pub use new::NewUserScreen;
