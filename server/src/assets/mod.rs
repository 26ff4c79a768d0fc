//! The web assets, embedded into the release binary; debug builds read them from the folder at run time.

#[cfg(not(debug_assertions))]
#[path = "embedded.rs"]
mod site;
#[cfg(debug_assertions)]
#[path = "folder.rs"]
mod site;

use std::borrow::Cow;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};

/// One file, and what changes with its content.
struct Asset {
    data: Cow<'static, [u8]>,
    tag: String,
}

const PACKAGE: &str = "pkg/";
const COMPRESSED: &str = ".br";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Path of the one asset with this extension that the front end consists of, such as `/pkg/plimsoll.1a2b.js`.
pub fn front_end(extension: &str) -> Option<String> {
    // A folder that is built into again and again can hold older generations too.
    let current = site::paths().filter(|path| is_front_end(path, extension)).max_by_key(|path| {
        let is_of_release = cfg!(not(debug_assertions)) && is_hashed(path);
        (is_of_release, site::modified(path))
    })?;
    Some(format!("/{current}"))
}

/// The asset at a URL path, compressed where the client accepts it.
pub fn respond(path: &str, headers: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    if path.ends_with(COMPRESSED) {
        return None;
    }
    let plain = site::read(path)?;
    let tag = entity_tag(&plain.tag);
    let mut answer = if headers.get(IF_NONE_MATCH).is_some_and(|known| known == tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(path, plain, headers)
    };
    let cache = if is_hashed(path) { FOREVER } else { REVALIDATE };
    let answer_headers = answer.headers_mut();
    answer_headers.insert(CACHE_CONTROL, cache);
    answer_headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answer_headers.insert(ETAG, tag);
    Some(answer)
}

fn body(path: &str, plain: Asset, headers: &HeaderMap) -> Response {
    let compressed = if accepts_brotli(headers) { site::read(&format!("{path}{COMPRESSED}")) } else { None };
    let encoded = compressed.is_some();
    let mut answer = Response::new(Body::from(compressed.unwrap_or(plain).data));
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    let media_type = HeaderValue::from_str(media_type.as_ref()).expect("media types are ASCII");
    answer.headers_mut().insert(CONTENT_TYPE, media_type);
    if encoded {
        answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    answer
}

fn is_front_end(path: &str, extension: &str) -> bool {
    path.strip_prefix(PACKAGE)
        .and_then(|name| name.strip_suffix(extension))
        .and_then(|name| name.strip_suffix('.'))
        .is_some_and(|name| name == "plimsoll" || name.starts_with("plimsoll."))
}

/// `plimsoll.1a2b.js` changes its name with its content; `plimsoll.js` does not.
fn is_hashed(path: &str) -> bool {
    path.strip_prefix(PACKAGE).is_some_and(|name| name.split('.').count() > 2)
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let refused = |quality: &str| {
                quality.strip_prefix("q=").and_then(|number| number.parse::<f32>().ok()) == Some(0.0)
            };
            parts.next() == Some("br") && !parts.any(refused)
        })
    })
}

fn entity_tag(tag: &str) -> HeaderValue {
    // Weak: the compressed and the plain form share it.
    HeaderValue::from_str(&format!("W/\"{tag}\"")).expect("hexadecimal is ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_served_only_where_it_is_accepted() {
        let accepts = |value: &'static str| {
            accepts_brotli(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("br;q=0.5"));
        assert!(!accepts("br;q=0"));
        assert!(!accepts("gzip, brisk"));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[test]
    fn only_names_that_change_with_their_content_are_kept_for_ever() {
        assert!(is_hashed("pkg/plimsoll.VB3q2.js"));
        assert!(!is_hashed("pkg/plimsoll.js"));
        assert!(!is_hashed("favicon.2.svg"));
    }

    #[test]
    fn the_front_end_is_found_by_extension() {
        assert!(is_front_end("pkg/plimsoll.VB3q2.wasm", "wasm"));
        assert!(is_front_end("pkg/plimsoll.css", "css"));
        assert!(!is_front_end("pkg/plimsoll.VB3q2.wasm.br", "wasm"));
        assert!(!is_front_end("pkg/other.js", "js"));
        assert!(!is_front_end("plimsoll.js", "js"));
    }
}
