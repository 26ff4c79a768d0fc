//! What Docker answers to version 1.47 of its API, field for field.

mod container;
mod host;
mod host_config;
mod image;
mod list;
mod place;

use serde_json::{Value, json};

use crate::Engine;

pub(crate) struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    pub(crate) fn error(status: u16, message: &str) -> Self {
        Self { status, body: json!({ "message": message }) }
    }
}

/// The answer to GET `path`, which carries no version. `/_ping` is not JSON and not answered here.
pub(crate) fn answer(engine: &Engine, path: &str, query: &str) -> Answer {
    let words: Vec<&str> = path.trim_matches('/').split('/').collect();
    match words.as_slice() {
        ["version"] => Answer::ok(host::version(engine)),
        ["info"] => Answer::ok(host::info(engine)),
        ["containers", "json"] => Answer::ok(list::containers(engine, asks_for_all(query))),
        ["containers", id, "json"] => match engine.container(&decoded(id)) {
            Some(found) if !engine.denied.contains(&found.id) => {
                Answer::ok(container::inspect(engine, found))
            }
            _ => Answer::error(404, &format!("No such container: {id}")),
        },
        ["images", "json"] => Answer::ok(list::images(engine)),
        ["images", name @ .., "json"] => match engine.image(&decoded(&name.join("/"))) {
            Some(found) if !engine.denied.contains(&found.id) => Answer::ok(image::inspect(found)),
            _ => Answer::error(404, &format!("No such image: {}", name.join("/"))),
        },
        ["images", name @ .., "history"] => match engine.image(&decoded(&name.join("/"))) {
            Some(found) => Answer::ok(image::history(found)),
            None => Answer::error(404, &format!("No such image: {}", name.join("/"))),
        },
        ["networks"] => Answer::ok(place::networks(engine)),
        ["volumes"] => Answer::ok(place::volumes(engine)),
        _ => Answer::error(404, "page not found"),
    }
}

fn asks_for_all(query: &str) -> bool {
    query.split('&').any(|pair| matches!(pair, "all=1" | "all=true"))
}

/// Percent-decoded; what is not well encoded stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let encoded = tail.get(..2).filter(|_| first == b'%');
        let byte = encoded
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
