//! What a change makes of facts.

mod confinement;
mod engine;
mod image;
mod limits;
mod mount;
mod network;
mod secret;

use super::change::Change;
use super::facts::Facts;
use crate::facts::{Container, Image};

pub(super) fn apply<'a>(change: &Change, facts: &Facts<'a>) -> Facts<'a> {
    let mut facts = facts.clone();
    let _ = confinement::apply(change, &mut facts)
        || limits::apply(change, &mut facts)
        || network::apply(change, &mut facts)
        || mount::apply(change, &mut facts)
        || secret::apply(change, &mut facts)
        || image::apply(change, &mut facts)
        || engine::apply(change, &mut facts);
    facts
}

impl Facts<'_> {
    pub(super) fn of_container(&mut self) -> &mut Container {
        self.container.to_mut()
    }

    /// Changes nothing where the image could not be read.
    pub(super) fn change_image(&mut self, change: impl FnOnce(&mut Image)) {
        if let Some(image) = &mut self.image {
            change(image.to_mut());
        }
    }
}
