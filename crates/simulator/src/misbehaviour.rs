use std::time::Duration;

/// What an engine does wrong. `below` is the beginning of a path without version, `/` for every path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    /// 403, as a filtering proxy answers.
    Refuse {
        below: String,
    },
    /// 500 with the engine's own message.
    Fail {
        below: String,
        message: String,
    },
    /// Accepts the request and never answers.
    Hang {
        below: String,
    },
    /// Sends the head of the answer and half its body, then nothing.
    HangInBody {
        below: String,
    },
    /// Answers late.
    Slow {
        below: String,
        delay: Duration,
    },
    /// Closes the connection instead of answering.
    HangUp {
        below: String,
    },
    Lie {
        below: String,
        lie: Lie,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// A web page with status 200.
    Html,
    /// JSON of another shape.
    WrongTypes,
    /// JSON that ends in the middle, correctly framed.
    Truncated,
    /// The right answer about something else: another id.
    OtherId,
    /// JSON nested deeper than any parser's stack should go.
    Nested,
    /// Bytes that are not UTF-8.
    Binary,
    /// An answer of this many megabytes, made as it is sent.
    Endless { megabytes: u32 },
}

impl Misbehaviour {
    pub(crate) fn concerns(&self, path: &str) -> bool {
        let (Self::Refuse { below }
        | Self::Fail { below, .. }
        | Self::Hang { below }
        | Self::HangInBody { below }
        | Self::Slow { below, .. }
        | Self::HangUp { below }
        | Self::Lie { below, .. }) = self;
        path.starts_with(below.as_str())
    }
}
