mod change;
mod due;
mod register;
mod view;

pub use due::{DueHost, HostTurn};
