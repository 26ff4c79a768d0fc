use std::fmt;

use serde::Deserialize;
use serde_path_to_error::Segment;

use crate::engine::kept;

/// Why a document of an engine could not be read. Names the place, never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    #[error("{document} is not JSON: line {line}, column {column}")]
    NotJson { document: Document, line: usize, column: usize },
    /// A value of another type than the engine API describes, a date that is none, or a list of more than 16,384
    /// entries.
    #[error("{document} holds something else than the engine API describes at {path}")]
    Unexpected { document: Document, path: String },
    #[error("{document} lacks {path}")]
    Missing { document: Document, path: &'static str },
}

/// What the engine was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    ContainerList,
    Container,
    ImageList,
    Image,
    ImageHistory,
    Info,
    Version,
    Volumes,
    Networks,
    InspectOutput,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContainerList => "the list of containers",
            Self::Container => "the inspection of a container",
            Self::ImageList => "the list of images",
            Self::Image => "the inspection of an image",
            Self::ImageHistory => "the history of an image",
            Self::Info => "the engine's info",
            Self::Version => "the engine's version",
            Self::Volumes => "the list of volumes",
            Self::Networks => "the list of networks",
            Self::InspectOutput => "the output of inspect",
        })
    }
}

impl Document {
    /// Reads the whole document; on failure reads once more to name the path.
    pub(crate) fn parse<'a, T: Deserialize<'a>>(self, json: &'a [u8]) -> Result<T, IntakeError> {
        let text = str::from_utf8(json).map_err(|cause| self.not_utf8(json, cause.valid_up_to()))?;
        serde_json::from_str(text).map_err(|cause| self.locate::<T>(text, &cause))
    }

    pub(crate) fn unexpected(self, path: impl Into<String>) -> IntakeError {
        IntakeError::Unexpected { document: self, path: path.into() }
    }

    pub(crate) fn missing(self, path: &'static str) -> IntakeError {
        IntakeError::Missing { document: self, path }
    }

    pub(crate) fn locate<'a, T: Deserialize<'a>>(
        self,
        text: &'a str,
        cause: &serde_json::Error,
    ) -> IntakeError {
        let (line, column) = (cause.line(), cause.column());
        if !cause.is_data() {
            return IntakeError::NotJson { document: self, line, column };
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize::<_, T>(&mut reader) {
            Ok(_) => IntakeError::NotJson { document: self, line, column },
            Err(error) => self.unexpected(readable(error.path())),
        }
    }

    fn not_utf8(self, json: &[u8], at: usize) -> IntakeError {
        let before = &json[..at];
        let line = before.split(|&byte| byte == b'\n').count();
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        IntakeError::NotJson { document: self, line, column }
    }
}

/// `HostConfig.PortBindings.80/tcp[0]`. Keys are the engine's or a user's, so they are cleaned like any kept name.
fn readable(path: &serde_path_to_error::Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.extend(["[", &index.to_string(), "]"]),
            Segment::Map { key } => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&kept(key));
            }
            Segment::Enum { .. } | Segment::Unknown => text.push('?'),
        }
    }
    if text.is_empty() { "its top level".to_owned() } else { text }
}
