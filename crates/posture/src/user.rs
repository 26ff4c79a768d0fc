use crate::facts::{Container, Image};

/// Whom the container's first process runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User<'a> {
    Root,
    /// A number other than 0.
    Number(&'a str),
    /// A name other than root. Its number stands in the image's files and is not known.
    Named(&'a str),
    /// The container leaves it to the image, and the image could not be read.
    Unknown,
}

impl<'a> User<'a> {
    /// The container's user, else the image's, else root.
    pub fn of(container: &'a Container, image: Option<&'a Image>) -> Self {
        let own = container.user.as_deref().filter(|user| !user.trim().is_empty());
        match (own, image) {
            (Some(user), _) => Self::parse(user),
            (None, Some(image)) => Self::parse(&image.user),
            (None, None) => Self::Unknown,
        }
    }

    /// `user`, `uid`, `user:group`, `uid:gid`; an empty user is root.
    pub(crate) fn parse(text: &'a str) -> Self {
        let name = text.split(':').next().unwrap_or_default().trim();
        if name.is_empty() || name == "root" {
            return Self::Root;
        }
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_zero = name.bytes().all(|byte| byte == b'0');
            return if is_zero { Self::Root } else { Self::Number(name) };
        }
        Self::Named(name)
    }

    /// Root, or not known at all and taken for root. A name is taken for another user's, see
    /// [`Self::is_proven_other`].
    pub const fn may_be_root(self) -> bool {
        matches!(self, Self::Root | Self::Unknown)
    }

    /// Only a number proves it: the image may give any name the number 0.
    pub const fn is_proven_other(self) -> bool {
        matches!(self, Self::Number(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(container: Option<&str>, image: Option<&str>, expected: User<'_>) {
        let container = Container { user: container.map(String::from), ..Container::default() };
        let image = image.map(|user| Image { user: user.into(), ..Image::default() });
        assert_eq!(User::of(&container, image.as_ref()), expected);
    }

    #[test]
    fn the_container_overrides_the_image() {
        check(Some("1000:1000"), Some("root"), User::Number("1000"));
        check(Some("0"), Some("app"), User::Root);
    }

    #[test]
    fn an_empty_user_leaves_it_to_the_image() {
        check(Some(""), Some("app"), User::Named("app"));
        check(None, Some("101"), User::Number("101"));
    }

    #[test]
    fn without_any_user_it_is_root() {
        check(None, Some(""), User::Root);
    }

    #[test]
    fn root_has_many_spellings() {
        for spelling in ["root", "0", "00", "0:1000", "root:root", ":1000"] {
            check(Some(spelling), None, User::Root);
        }
    }

    #[test]
    fn an_unread_image_leaves_it_unknown() {
        check(None, None, User::Unknown);
    }
}
