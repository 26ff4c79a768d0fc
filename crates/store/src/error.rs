use fleet::Problem;

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The caller's: may be shown to them as it is.
    #[error(transparent)]
    Problem(#[from] Problem),
    #[error("the database did not do what was asked: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the database's schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored document is not what this version writes.
    #[error("a stored document could not be read: {0}")]
    Document(#[from] serde_json::Error),
    /// A column holds a word that this version does not know.
    #[error("the column {column} holds {value:?}, which this version does not know")]
    Word { column: &'static str, value: String },
    #[error("a password could not be hashed")]
    Password,
}

impl StoreError {
    /// What a client may see: nothing internal.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Database(error) if is_passing(error) => Problem::Unavailable,
            _ => Problem::Internal,
        }
    }

    /// [`Self::problem`] for an answer; what its reader may not see is logged.
    pub fn told(self) -> Problem {
        let problem = self.problem();
        if matches!(problem, Problem::Internal | Problem::Unavailable) {
            tracing::error!(fault = %self, "a request could not be carried out");
        }
        problem
    }
}

/// Trying again may help: the connection, not the statement, is at fault.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
            true
        }
        // Operator intervention (57), insufficient resources (53), connection exception (08), serialization (40).
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| ["57", "53", "08", "40"].iter().any(|class| code.starts_with(class))),
        _ => false,
    }
}
