//! The change feed: events of findings, one change for each finding, in the order of commits and without a gap.

mod drop;
mod event_row;
mod place;
mod read;

pub(crate) use place::Place;
pub(crate) use read::read;

use fleet::access::Permission;
use fleet::change::{ChangeFilter, ChangePage, FeedStart};
use fleet::{Actor, Page};

use crate::{Result, Store};

impl Store {
    /// Up to `limit` (1 to 500) changes. `address`: where people reach the dashboard, without a final slash.
    ///
    /// # Errors
    /// `Invalid` for a cursor that is no place in this feed, `CursorExpired` for one whose next change is not kept
    /// any more.
    pub async fn changes(
        &self,
        actor: &Actor,
        filter: &ChangeFilter,
        start: &FeedStart,
        limit: u32,
        address: &str,
    ) -> Result<ChangePage> {
        actor.require(Permission::Read)?;
        let mut connection = self.pool.acquire().await?;
        let from = match start {
            FeedStart::Oldest => Place::oldest(&mut connection).await?,
            FeedStart::Now => Place::newest(&mut connection).await?,
            FeedStart::After(cursor) => Place::parse(cursor)?,
        };
        let limit = limit.clamp(1, Page::MAX_LIMIT);
        let part = read(&mut connection, from, filter, limit, address).await?;
        Ok(ChangePage { items: part.changes, next_cursor: part.next.cursor()?, more: part.more })
    }
}
