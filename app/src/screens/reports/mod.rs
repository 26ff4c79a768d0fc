//! The archive of weekly reports: the list, making one, the schedule, and one report with its files.

mod archive;
mod forms;
mod report;
mod server_fns;

pub use archive::ReportsScreen;
pub use report::ReportScreen;
