//! Every operation of the API stands in its description.

use crate::tree::{assert_none, rust};

/// What adds a route that the description does not know. The description itself is served so.
const UNDESCRIBED: [&str; 3] = [".route(", ".route_service(", ".nest_service("];

#[test]
fn operations_are_added_with_their_description() {
    let found: Vec<String> = rust("server/src/api")
        .iter()
        .filter(|source| source.path != "server/src/api/docs.rs")
        .flat_map(|source| source.lines_with(&UNDESCRIBED))
        .collect();
    assert_none("routes without a description", &found);
}
