use fleet::Problem;

/// What became of a form that its own page answers. A secret in it is shown in this one answer: it is part of no
/// address, and neither a cookie nor the database holds it.
#[derive(Clone)]
pub enum Answer {
    /// Nothing was changed.
    Refused {
        problem: Problem,
        typed: Typed,
    },
    /// For somebody to sign in with, once.
    SignInLink {
        name: String,
        link: String,
    },
    Token {
        name: String,
        secret: String,
    },
    WebhookSecret {
        name: String,
        secret: String,
    },
}

impl Answer {
    /// What was typed into the form, if it was refused.
    pub(crate) fn typed(&self) -> Option<&Typed> {
        match self {
            Self::Refused { typed, .. } => Some(typed),
            _ => None,
        }
    }
}

/// The fields of a form as they were sent; names may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The first field of this name, without space around; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Every field of this name, without space around.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// The parts of a field that are separated by commas.
    pub fn parts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.text(name).split(',').map(str::trim).filter(|part| !part.is_empty())
    }
}
