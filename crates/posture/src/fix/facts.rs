use std::borrow::Cow;

use crate::Subject;
use crate::facts::{Container, Host, Image, Runtime, Surroundings};

/// What a change may touch. A copy is made only of what it does touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts<'a> {
    pub container: Cow<'a, Container>,
    pub runtime: Cow<'a, Runtime>,
    /// `None`: the image could not be read.
    pub image: Option<Cow<'a, Image>>,
    pub host: Cow<'a, Host>,
    pub surroundings: Cow<'a, Surroundings>,
}

impl Facts<'_> {
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            container: &self.container,
            runtime: &self.runtime,
            image: self.image.as_deref(),
            host: &self.host,
            surroundings: &self.surroundings,
        }
    }
}

impl<'a> From<Subject<'a>> for Facts<'a> {
    fn from(subject: Subject<'a>) -> Self {
        Self {
            container: Cow::Borrowed(subject.container),
            runtime: Cow::Borrowed(subject.runtime),
            image: subject.image.map(Cow::Borrowed),
            host: Cow::Borrowed(subject.host),
            surroundings: Cow::Borrowed(subject.surroundings),
        }
    }
}
