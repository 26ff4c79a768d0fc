//! Simulated container engines that speak the Docker Engine API, deterministic by seed.
//!
//! An [`Engine`] is data: containers, images, networks and volumes that may be changed at any time. [`Served`] puts
//! one behind a socket, where it answers as Docker does, or misbehaves as told. A [`Timeline`] is a fleet over 90
//! days: what every engine knows at any moment.

#![recursion_limit = "256"]

mod answer;
pub mod catalogue;
mod chance;
mod company;
mod container;
mod engine;
mod fleet;
mod image;
mod large;
mod misbehaviour;
mod naming;
mod reply;
mod serve;
mod timeline;

pub use chance::Chance;
pub use container::{Container, HostOptions, Port, Restart, Spec, State};
pub use engine::{Engine, Network, Volume};
pub use fleet::Fleet;
pub use image::{HistoryStep, Image};
pub use large::{large_host, large_host_labels};
pub use misbehaviour::{Lie, Misbehaviour};
pub use serve::{Request, Served};
pub use timeline::{DAYS, Host, Timeline, Visit};
