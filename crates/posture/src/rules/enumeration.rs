//! Lists in evidence: the first few by name, the others counted.

use std::fmt::Display;

const NAMED: usize = 3;

/// `/bin/mount, /bin/ping, /bin/su and 2 more`
pub(super) fn first_few<T: Display>(mut all: impl ExactSizeIterator<Item = T>) -> String {
    let named: Vec<String> = all.by_ref().take(NAMED).map(|one| one.to_string()).collect();
    let named = named.join(", ");
    match all.len() {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::first_few;

    #[test]
    fn three_are_named_and_the_others_counted() {
        assert_eq!(first_few(["a"].iter()), "a");
        assert_eq!(first_few(["a", "b", "c"].iter()), "a, b, c");
        assert_eq!(first_few(["a", "b", "c", "d", "e"].iter()), "a, b, c and 2 more");
        assert_eq!(first_few([0; 0].iter()), "");
    }
}
