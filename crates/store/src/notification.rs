use fleet::{HostId, RequestId};
use sqlx::PgConnection;
use sqlx::postgres::PgListener;

use crate::{Result, Store};

pub(crate) const CHANNEL: &str = "plimsoll";

/// Something changed that a page may be showing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    Request(RequestId),
    Host(HostId),
    /// Something happened to findings: the change feed is longer.
    Changes,
}

impl Notification {
    pub(crate) fn payload(self) -> String {
        match self {
            Self::Request(id) => format!("request:{id}"),
            Self::Host(id) => format!("host:{id}"),
            Self::Changes => "changes".into(),
        }
    }

    fn parse(payload: &str) -> Option<Self> {
        if payload == "changes" {
            return Some(Self::Changes);
        }
        let (kind, id) = payload.split_once(':')?;
        match kind {
            "request" => id.parse().ok().map(Self::Request),
            "host" => id.parse().ok().map(Self::Host),
            _ => None,
        }
    }
}

/// What the database tells; reconnects by itself, and what happened meanwhile is lost.
#[derive(Debug)]
pub struct Notifications {
    listener: PgListener,
}

impl Notifications {
    /// The next one; waits for it.
    pub async fn next(&mut self) -> Result<Notification> {
        loop {
            let received = self.listener.recv().await?;
            if let Some(notification) = Notification::parse(received.payload()) {
                return Ok(notification);
            }
        }
    }
}

impl Store {
    /// Listens on a connection of its own.
    pub async fn listen(&self) -> Result<Notifications> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Notifications { listener })
    }
}

/// Tells who listens, when the transaction commits.
pub(crate) async fn tell(connection: &mut PgConnection, notification: Notification) -> Result<()> {
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, notification.payload()).execute(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_reads_back_as_what_was_told() {
        for told in [
            Notification::Request(uuid::Uuid::max().into()),
            Notification::Host(uuid::Uuid::nil().into()),
            Notification::Changes,
        ] {
            assert_eq!(Notification::parse(&told.payload()), Some(told));
        }
        assert_eq!(Notification::parse("host:x"), None);
    }
}
