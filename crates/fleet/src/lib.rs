//! What is known of the fleet over time, by noun. Pure: no I/O, no clock.
//!
//! These types are what the store returns, the REST API serialises and the dashboard shows.

pub mod about;
pub mod access;
pub mod audit;
pub mod change;
pub mod chart;
pub mod endpoint;
pub mod finding;
pub mod fix;
pub mod grades;
pub mod host;
pub mod id;
pub mod identity;
pub mod image;
pub mod installation;
pub mod job;
pub mod lifecycle;
pub mod moment;
pub mod overview;
pub mod page;
pub mod points;
pub mod problem;
pub mod report;
pub mod request;
pub mod rule;
pub mod scan;
pub mod scan_run;
pub mod scope;
pub mod session;
pub mod ticket;
pub mod token;
pub mod trend;
pub mod webhook;
pub mod workload;

pub use access::{Actor, Role};
pub use endpoint::Endpoint;
pub use id::{
    DeliveryId, FindingId, HostId, ReportId, RequestId, ScanId, TokenId, UserId, WebhookId, WorkloadId,
};
pub use installation::Installation;
pub use page::{Cursor, Page, Paged};
pub use problem::Problem;
pub use scope::Scope;
