//! The content security policy allows no style and no script in the markup.

use crate::tree::{assert_none, rust};

const INLINE: [&str; 5] = [" style=", "style:", "<style", "onclick=", "javascript:"];

#[test]
fn the_screens_have_no_inline_style() {
    let found: Vec<String> = rust("app/src").iter().flat_map(|source| source.lines_with(&INLINE)).collect();
    assert_none("inline styles", &found);
}
