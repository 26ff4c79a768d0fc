use serde::{Deserialize, Serialize};

/// An environment variable: its name, and what kind of value it holds; never the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Variable {
    pub name: String,
    pub kind: ValueKind,
    pub origin: Origin,
}

/// Who set it. A container inherits the image's; what it overrides counts as its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Container,
    Image,
}

/// What the secret detector made of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Nothing that concerns secrets.
    Plain,
    /// Good practice: a file, a vault path, a cloud secret manager.
    Reference,
    /// An unset placeholder such as `<token>` or `xxx`.
    Placeholder,
    /// A known credential format.
    Credential(CredentialKind),
    /// A literal of no known format under a name that says secret.
    SecretNamed,
    /// A user and password, or a token, inside a URL or connection string.
    UrlCredential,
    /// A default or weak password.
    WeakPassword,
    /// A switch that allows an empty password.
    EmptyPasswordAllowed,
    /// A hash of a password (`$2y$…`).
    PasswordHash,
    /// High entropy under a neutral name.
    HighEntropy,
    /// An engine API endpoint without TLS.
    PlainEngineEndpoint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    Cloud,
    CodeForge,
    Payment,
    PrivateKey,
    JsonWebToken,
    Chat,
    Mail,
    PackageRegistry,
    Observability,
    Other,
}

impl CredentialKind {
    /// As people read it: "cloud key".
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cloud => "cloud key",
            Self::CodeForge => "code-forge token",
            Self::Payment => "payment key",
            Self::PrivateKey => "private key",
            Self::JsonWebToken => "JSON web token",
            Self::Chat => "chat token",
            Self::Mail => "mail service key",
            Self::PackageRegistry => "package-registry token",
            Self::Observability => "observability key",
            Self::Other => "credential",
        }
    }
}
