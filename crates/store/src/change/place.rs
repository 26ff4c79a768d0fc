use chrono::{DateTime, Utc};
use fleet::{Cursor, Problem};
use sqlx::PgConnection;

use crate::{Result, cursor};

/// What a cursor of another list does not begin with.
const FEED: &str = "changes";

/// A place in the feed: behind some findings of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub event: i64,
    /// Of the event: in a database that was restored, the same id may be another event.
    pub at: DateTime<Utc>,
    /// How many of its findings lie before this place; `None`: all.
    pub taken: Option<u32>,
}

impl Place {
    pub fn after(event: i64, at: DateTime<Utc>) -> Self {
        Self { event, at, taken: None }
    }

    pub fn parse(cursor: &Cursor) -> Result<Self> {
        let parts = cursor::read::<(String, i64, i64, Option<u32>)>(cursor).ok();
        parts
            .filter(|(feed, event, ..)| feed == FEED && *event >= 0)
            .and_then(|(_, event, at, taken)| {
                Some(Self { event, at: DateTime::from_timestamp_micros(at)?, taken })
            })
            .ok_or_else(|| unknown().into())
    }

    pub fn cursor(self) -> Result<Cursor> {
        cursor::write(&(FEED, self.event, self.at.timestamp_micros(), self.taken))
    }

    /// Before the oldest event that is kept, and before whatever comes where there is none.
    pub async fn oldest(connection: &mut PgConnection) -> Result<Self> {
        Ok(Self::after(dropped_to(connection).await?, DateTime::UNIX_EPOCH))
    }

    /// Behind the newest event.
    pub async fn newest(connection: &mut PgConnection) -> Result<Self> {
        let newest = sqlx::query!("select id, at from finding_events order by id desc limit 1")
            .fetch_optional(&mut *connection)
            .await?;
        match newest {
            Some(newest) => Ok(Self::after(newest.id, newest.at)),
            None => Self::oldest(connection).await,
        }
    }

    /// Whether all that follows this place is kept, although its own event is not.
    ///
    /// # Errors
    /// When it is not, or when there was never such a place.
    pub async fn follows_on(self, connection: &mut PgConnection) -> Result<()> {
        let dropped_to = dropped_to(connection).await?;
        if self.event == dropped_to && self.taken.is_none() {
            return Ok(());
        }
        Err(if self.event <= dropped_to { expired() } else { unknown() }.into())
    }
}

async fn dropped_to(connection: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!("select dropped_to from change_feed").fetch_one(connection).await?)
}

pub(super) fn unknown() -> Problem {
    Problem::invalid("cursor", "this is no place in this feed; begin anew without a cursor")
}

fn expired() -> Problem {
    Problem::CursorExpired {
        detail: "changes after this cursor are not kept any more. To resynchronise: take a new cursor with start=now, \
                 then read all findings once, then follow the changes from that cursor"
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_a_place_of_another_list_is_refused() {
        let at = DateTime::from_timestamp_micros(1_795_500_000_123_456).unwrap();
        for taken in [None, Some(3)] {
            let place = Place { event: 7, at, taken };
            assert_eq!(Place::parse(&place.cursor().unwrap()).unwrap(), place);
        }
        let other_list = cursor::write(&("findings", 7, 0, None::<u32>)).unwrap();
        let negative = cursor::write(&(FEED, -1, 0, None::<u32>)).unwrap();
        for cursor in [other_list, negative, Cursor("7".into()), Cursor(String::new())] {
            assert_eq!(Place::parse(&cursor).unwrap_err().problem(), unknown());
        }
    }
}
