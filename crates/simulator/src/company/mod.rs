//! A company as many are: teams with their hosts, projects with their services, and how careful each of them is.

mod care;
mod host;
mod service;
mod stream;
mod team;

pub(crate) use care::{Care, Measure};
pub(crate) use host::{HostPlace, hosts};
pub(crate) use service::{Service, host_services, project_services};
pub(crate) use stream::{Origin, Stream};
pub(crate) use team::{TEAMS, Team};
