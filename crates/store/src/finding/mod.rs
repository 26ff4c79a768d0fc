mod decide;
mod detail;
mod list;
mod row;

pub(crate) use row::{Raw, push_target, select, title};
