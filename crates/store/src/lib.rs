//! The database: the only crate with SQL. Knows nothing about HTTP.
//!
//! Every method that a person can reach takes `&Actor` first and checks it. `now` is always an argument. A change
//! of state, its event and its audit entry are one transaction.

mod about;
mod audit;
mod change;
mod connection;
mod content;
mod copy;
mod cursor;
mod error;
mod event;
pub mod failpoint;
mod finding;
mod host;
mod id;
mod idempotency;
mod image;
mod installation;
mod job;
mod lease;
mod notification;
mod overview;
mod people;
mod record;
mod report;
mod request;
mod retention;
mod scan_run;
mod scope;
mod stale;
mod tally;
#[cfg(feature = "testing")]
pub mod testing;
mod ticket;
mod trend;
mod webhook;
mod word;
mod workload;

pub use connection::Store;
pub use error::{Result, StoreError};
pub use host::{DueHost, HostTurn};
pub use idempotency::{KeptAnswer, Once};
pub use installation::Story;
pub use lease::Lease;
pub use notification::{Notification, Notifications};
pub use people::{LinkToken, SessionToken, TokenSecret};
pub use record::ReassessReport;
pub use report::{ArchivedReport, ReportMail, Workloads};
pub use retention::{Forgotten, Retention};
pub use trend::RollupReport;
pub use webhook::{DueDelivery, QueueReport};
