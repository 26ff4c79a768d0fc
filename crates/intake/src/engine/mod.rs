//! Answers of a container engine to facts: Docker 20.10 and later, Podman's compatible API, and what
//! `docker inspect` prints.
//!
//! A document that is not what the engine API describes gives an [`IntakeError`](crate::IntakeError) that names the
//! place. Text that is kept is cleaned first (see `kept`): a hostile name can neither hide nor break anything.

mod archive;
mod build_flaw;
mod container;
mod disclosure;
mod environment;
mod history;
mod host;
mod image;
mod inspect_document;
mod kept;
mod label;
mod list;
mod moment;
mod mount;
mod namespace;
mod network;
mod os_release;
mod podman;
mod program;
mod raw;
mod resource;
mod security;
mod volume;

pub use archive::{Archived, read_archived_os_release};
pub use container::{ContainerReading, read_container};
pub use environment::ImageEnvironment;
pub use host::read_host;
pub use image::{ImageReading, read_image};
pub use inspect_document::{InspectDocument, read_inspect_document};
pub(crate) use kept::kept;
pub use kept::shown;
pub use list::{ListedContainer, ListedImage, read_image_list, read_list};
pub use volume::{VolumeBinds, read_volumes};
