//! Engines that are read: the list, adding one with a test of the connection, one host with its findings.

mod clash;
mod detail;
mod list;
mod new;
mod progress;
mod registration;
mod removal;
mod scan_now;
mod server_fns;

pub use detail::HostScreen;
pub use list::{GradeTally, HostsScreen};
pub use new::NewHostScreen;
