//! Places in lists: the sort key and the id of the last row, opaque to everyone else.

use fleet::{Cursor, Page, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Result;

pub(crate) fn write(place: &impl Serialize) -> Result<Cursor> {
    Ok(Cursor(hex::encode(serde_json::to_vec(place)?)))
}

/// # Errors
/// `Invalid` for a text that is no place in this list.
pub(crate) fn read<T: DeserializeOwned>(cursor: &Cursor) -> Result<T> {
    let place = hex::decode(&cursor.0).ok().and_then(|json| serde_json::from_slice(&json).ok());
    place.ok_or_else(|| {
        Problem::invalid("cursor", "this is no place in this list; begin anew without it").into()
    })
}

/// Takes away what was read beyond the page; gives the place of its last row if there was more.
pub(crate) fn end<T, P: Serialize>(
    rows: &mut Vec<T>,
    page: &Page,
    place: impl FnOnce(&T) -> P,
) -> Result<Option<Cursor>> {
    let limit = limit(page) as usize;
    let more = rows.len() > limit;
    rows.truncate(limit);
    rows.last().filter(|_| more).map(|last| write(&place(last))).transpose()
}

/// How many rows a page has at most; one more is read, to tell whether it is the last.
pub(crate) fn limit(page: &Page) -> u32 {
    page.limit.clamp(1, Page::MAX_LIMIT)
}

/// Words of a search as patterns of `like`, lower case.
pub(crate) fn patterns(search: Option<&str>) -> Vec<String> {
    let words = search.unwrap_or_default().split_whitespace().take(8);
    words.map(|word| format!("%{}%", escaped(&word.to_lowercase()))).collect()
}

fn escaped(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars().filter(|c| *c != '\0') {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_anything_else_is_refused() {
        let cursor = write(&(7_u64, "ß")).unwrap();
        assert_eq!(read::<(u64, String)>(&cursor).unwrap(), (7, "ß".to_owned()));
        for broken in ["", "zz", "00", &cursor.0[..6]] {
            let error = read::<(u64, String)>(&Cursor(broken.into())).unwrap_err();
            assert_eq!(error.problem().code(), "invalid", "{broken}");
        }
    }

    #[test]
    fn a_page_ends_where_more_follows() {
        let end = |rows: &mut Vec<u32>, limit| end(rows, &Page::first(limit), |last| *last).unwrap();
        let mut rows = vec![1, 2, 3];
        let next = end(&mut rows, 2).expect("more follows");
        assert_eq!((rows, read::<u32>(&next).unwrap()), (vec![1, 2], 2));
        assert_eq!(end(&mut vec![1, 2], 2), None);
        assert_eq!(end(&mut Vec::new(), 2), None);
    }

    #[test]
    fn a_search_matches_its_words_and_not_as_patterns() {
        assert_eq!(patterns(Some(" 50%  A_b\\ ")), ["%50\\%%", "%a\\_b\\\\%"]);
        assert!(patterns(None).is_empty());
    }
}
