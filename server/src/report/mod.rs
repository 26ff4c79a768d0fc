//! Reports of the archive as files, and the mail that carries them.

mod file;
mod mail;

pub use file::{File, download, render, render_for};
pub use mail::{MailError, Postman, SmtpSettings};
