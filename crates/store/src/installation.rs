//! What this database is for, and what a demo is kept from.

use std::path::Path;

use chrono::{DateTime, Utc};
use fleet::{Endpoint, Installation, Problem};

use crate::connection::MIGRATIONS;
use crate::id::moment;
use crate::{Result, Store, word};

/// What a demo plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub seed: u64,
    /// Where its past ends and the present begins.
    pub ends_at: DateTime<Utc>,
    /// The folder in which the simulated engines have their sockets; no other endpoint is taken.
    pub engines: String,
}

impl Store {
    /// As [`Self::migrate`]; a database that nobody has used yet becomes a demo.
    pub async fn migrate_demo(&self) -> Result<()> {
        let mut connection = self.pool.acquire().await?.detach();
        sqlx::query("select set_config('plimsoll.installation', 'demo', false)")
            .execute(&mut connection)
            .await?;
        Ok(MIGRATIONS.run(&mut connection).await?)
    }

    pub async fn installation(&self) -> Result<Installation> {
        let kind = sqlx::query_scalar!("select kind from installation").fetch_one(&self.pool).await?;
        word::word("kind", &kind)
    }

    /// Refuses what a demo must not do: reach or tell anybody outside. `what` is a plural that ends up in the
    /// refusal: `webhooks`.
    ///
    /// # Errors
    /// `Conflict` in a demo.
    pub async fn require_real(&self, what: &str) -> Result<()> {
        match self.installation().await? {
            Installation::Real => Ok(()),
            Installation::Demo => {
                let detail = format!("this is a demo with a simulated fleet, which has no {what}");
                Err(Problem::Conflict { detail }.into())
            }
        }
    }

    /// Of a demo; `None` before it was set, and where the database is real.
    pub async fn story(&self) -> Result<Option<Story>> {
        let row =
            sqlx::query!("select seed, ends_at, engines from installation").fetch_one(&self.pool).await?;
        let (Some(seed), Some(ends_at), Some(engines)) = (row.seed, row.ends_at, row.engines) else {
            return Ok(None);
        };
        Ok(Some(Story { seed: seed.cast_unsigned(), ends_at, engines }))
    }

    /// Keeps what a demo plays, so that it goes on with the same after a restart.
    ///
    /// # Errors
    /// `Conflict` where the database is real.
    pub async fn set_story(&self, story: &Story) -> Result<()> {
        let written = sqlx::query!(
            "update installation set seed = $1, ends_at = $2, engines = $3 where kind = 'demo'",
            story.seed.cast_signed(),
            moment(story.ends_at),
            story.engines
        )
        .execute(&self.pool)
        .await?;
        if written.rows_affected() == 0 {
            return Err(
                Problem::Conflict { detail: "this database is real: it tells no story".into() }.into()
            );
        }
        Ok(())
    }

    /// The moment of the latest scan of any host.
    pub async fn told_until(&self) -> Result<Option<DateTime<Utc>>> {
        Ok(sqlx::query_scalar!("select max(tried_at) from hosts").fetch_one(&self.pool).await?)
    }

    /// Refuses an endpoint that this installation must not reach: in a demo everything but its own engines.
    pub(crate) async fn require_endpoint(&self, endpoint: &Endpoint) -> Result<()> {
        if !self.installation().await?.is_demo() {
            return Ok(());
        }
        let story = self.story().await?;
        if story.is_some_and(|story| is_in(endpoint, &story.engines)) {
            return Ok(());
        }
        let message = "this is a demo, which reads its own simulated engines only";
        Err(Problem::invalid("endpoint", message).into())
    }
}

fn is_in(endpoint: &Endpoint, folder: &str) -> bool {
    match endpoint {
        Endpoint::Unix(socket) => Path::new(socket).parent() == Some(Path::new(folder)),
        Endpoint::Tcp { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sockets_right_in_the_folder_are_the_demos() {
        let is_in = |endpoint: &str| is_in(&endpoint.parse().expect("an endpoint"), "/srv/demo/engines");
        assert!(is_in("unix:///srv/demo/engines/a.sock"));
        for outside in [
            "unix:///var/run/docker.sock",
            "unix:///srv/demo/engines/../a.sock",
            "unix:///srv/demo/engines/a/b.sock",
            "unix:///srv/demo/engines",
            "tcp://127.0.0.1:2375",
        ] {
            assert!(!is_in(outside), "{outside}");
        }
    }
}
