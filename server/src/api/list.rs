use fleet::{Cursor, Page, Paged};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Json, ListQuery, Refusal};

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
    /// For the next part, as the parameter `cursor`; null at the end.
    pub next_cursor: Option<String>,
}

impl<T> ListQuery<T> {
    /// The answer with this part of the list.
    pub fn answer<I>(&self, part: Paged<I>) -> Json<List<I>> {
        let next_cursor = part.next.map(|place| format!("{}{}", self.list, place.0));
        Json(List { items: part.items, next_cursor })
    }

    /// As [`Self::answer`], of a list that is short enough to be held whole. `key` is unique and in the list's order.
    pub fn answer_of<I, K>(&self, all: Vec<I>, key: impl Fn(&I) -> K) -> Result<Json<List<I>>, Refusal>
    where
        K: Ord + Serialize + for<'de> Deserialize<'de>,
    {
        Ok(self.answer(part_of(all, &self.page, key)?))
    }
}

/// The part of `all` that `page` wants.
fn part_of<I, K>(mut all: Vec<I>, page: &Page, key: impl Fn(&I) -> K) -> Result<Paged<I>, Refusal>
where
    K: Ord + Serialize + for<'de> Deserialize<'de>,
{
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    all.sort_by_key(&key);
    if let Some(after) = &page.after {
        let place: K =
            read(after).ok_or_else(|| Refusal::invalid("cursor", "this is no place in this list"))?;
        all.retain(|item| key(item) > place);
    }
    let more = all.len() > page.limit as usize;
    all.truncate(page.limit as usize);
    let next = all.last().filter(|_| more).map(|last| write(&key(last)));
    Ok(Paged { items: all, next, total })
}

fn write(place: &impl Serialize) -> Cursor {
    Cursor(hex::encode(serde_json::to_vec(place).expect("a place is plain JSON")))
}

fn read<K: for<'de> Deserialize<'de>>(cursor: &Cursor) -> Option<K> {
    serde_json::from_slice(&hex::decode(&cursor.0).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(after: Option<Cursor>) -> Page {
        Page { after, limit: 2 }
    }

    #[test]
    fn parts_follow_each_other_while_rows_come_and_go() {
        let part = |all: &[u32], after| part_of(all.to_vec(), &page(after), |n| *n).expect("a part");
        let first = part(&[4, 1, 3, 2], None);
        assert_eq!(first.items, [1, 2]);
        let second = part(&[0, 1, 3, 4], first.next);
        assert_eq!((second.items, second.next), (vec![3, 4], None), "2 is gone, 0 came before");
    }
}
