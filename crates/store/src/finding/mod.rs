mod by_time;
mod decide;
mod detail;
mod filter;
mod list;
mod place;
mod queue;
mod row;

pub(crate) use row::{Raw, push_of_host, push_of_workload, select, title};
