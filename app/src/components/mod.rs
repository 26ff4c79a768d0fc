//! What more than one screen is made of. Components only show; what can be computed is a function in `fleet`.

pub mod field;
pub mod filter_bar;
pub mod finding_state;
pub mod frame;
pub mod gauge;
pub mod grade;
pub mod host_state;
pub mod icon;
pub mod meter;
pub mod moment;
pub mod pager;
pub mod problem;
pub mod scrolled;
pub mod section;
pub mod severity;
pub mod state;
pub mod thing_head;
pub mod ticket_link;
pub mod workload_name;
