use posture::facts::State;

use super::container::slice;
use super::image::named;
use super::kept::{kept, kept_or_empty};
use super::podman;
use super::raw::{self, List, Listed, Text};
use crate::{Document, IntakeError};

/// An entry of the list of containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedContainer {
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    pub image: String,
    pub image_id: String,
    /// `None`: a state we do not know.
    pub state: Option<State>,
}

/// An entry of the list of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedImage {
    pub id: String,
    pub tags: Vec<String>,
    pub repo_digests: Vec<String>,
}

/// Reads `GET /containers/json`.
pub fn read_list(json: &[u8]) -> Result<Vec<ListedContainer>, IntakeError> {
    let raw: List<Listed<'_>> = Document::ContainerList.parse(json)?;
    raw.as_slice().iter().map(read_listed).collect()
}

/// Reads `GET /images/json`.
pub fn read_image_list(json: &[u8]) -> Result<Vec<ListedImage>, IntakeError> {
    let raw: List<raw::ListedImage<'_>> = Document::ImageList.parse(json)?;
    raw.as_slice().iter().map(read_listed_image).collect()
}

fn read_listed(raw: &Listed<'_>) -> Result<ListedContainer, IntakeError> {
    let id = raw.id.as_ref().ok_or(Document::ContainerList.missing("Id"))?;
    Ok(ListedContainer {
        id: kept(id.expose()),
        name: kept(own_name(slice(raw.names.as_ref()))),
        image: kept_or_empty(raw.image.as_ref()),
        image_id: podman::image_id(raw.image_id.as_ref().map_or("", Text::expose)),
        state: podman::state(raw.state.as_ref().map_or("", Text::expose)),
    })
}

fn read_listed_image(raw: &raw::ListedImage<'_>) -> Result<ListedImage, IntakeError> {
    let id = raw.id.as_ref().ok_or(Document::ImageList.missing("Id"))?;
    Ok(ListedImage {
        id: podman::image_id(id.expose()),
        tags: named(raw.repo_tags.as_ref()),
        repo_digests: named(raw.repo_digests.as_ref()),
    })
}

/// Links add names such as `/web/db`; the own one has no second slash.
fn own_name<'n>(names: &'n [Text<'_>]) -> &'n str {
    let mut bare = names.iter().map(|name| name.expose().trim_start_matches('/'));
    bare.clone().find(|name| !name.contains('/')).or_else(|| bare.next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_links_are_not_the_containers_own() {
        let json = br#"[{"Id":"ab","Names":["/web/db","/db"],"Image":"postgres:16","ImageID":"sha256:01","State":"running"}]"#;
        let listed = read_list(json).expect("a list");
        assert_eq!((listed[0].name.as_str(), listed[0].state), ("db", Some(State::Running)));
    }

    #[test]
    fn images_without_a_name_have_no_tag() {
        let json = br#"[{"Id":"sha256:01","RepoTags":["<none>:<none>"],"RepoDigests":["<none>@<none>"]},{"Id":"sha256:02","RepoTags":null}]"#;
        assert!(
            read_image_list(json)
                .expect("a list")
                .iter()
                .all(|image| image.tags.is_empty() && image.repo_digests.is_empty())
        );
    }
}
