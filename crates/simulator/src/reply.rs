//! What goes over the wire: answers, halves of answers and lies.

use std::convert::Infallible;
use std::io;

use futures::{StreamExt, stream};
use http::{Method, Response, StatusCode, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Bytes, Frame};

use crate::Lie;
use crate::answer::Answer;

pub(crate) type Body = BoxBody<Bytes, io::Error>;

pub(crate) fn pong(api_version: &str, method: &Method) -> Response<Body> {
    let body = if method == Method::HEAD { Bytes::new() } else { Bytes::from_static(b"OK") };
    versioned(head(StatusCode::OK, "text/plain; charset=utf-8", full(body)), api_version)
}

pub(crate) fn json(answer: &Answer, api_version: &str) -> Response<Body> {
    let status = StatusCode::from_u16(answer.status).expect("answers use known statuses");
    let mut body = answer.body.to_string();
    body.push('\n');
    versioned(head(status, "application/json", full(body.into())), api_version)
}

pub(crate) fn text(status: StatusCode, body: &'static str) -> Response<Body> {
    head(status, "text/html", full(Bytes::from_static(body.as_bytes())))
}

fn versioned(mut response: Response<Body>, api_version: &str) -> Response<Body> {
    let version = api_version.parse().expect("an API version is a header value");
    response.headers_mut().insert("Api-Version", version);
    response
}

fn head(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let built = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::SERVER, "Docker (linux)")
        .header("Ostype", "linux");
    built.body(body).expect("the headers are well formed")
}

fn full(bytes: Bytes) -> Body {
    if bytes.is_empty() {
        return Empty::new().map_err(|never: Infallible| match never {}).boxed();
    }
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

pub(crate) fn half_a_body(answer: &Answer) -> Response<Body> {
    let text = answer.body.to_string();
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    head(StatusCode::OK, "application/json", in_pieces(vec![half], true))
}

/// The lie in place of the truth.
pub(crate) fn tell(lie: Lie, truth: Answer, api_version: &str) -> Response<Body> {
    let true_text = truth.body.to_string();
    match lie {
        Lie::Html => text(StatusCode::OK, "<!doctype html><title>It works!</title>"),
        Lie::WrongTypes => {
            let status = truth.status;
            let body =
                serde_json::json!({ "Id": 7, "Names": "x", "Created": [], "HostConfig": "no", "State": 1 });
            json(&Answer { status, body }, api_version)
        }
        Lie::Truncated => {
            let end = true_text.floor_char_boundary(true_text.len() / 2);
            head(StatusCode::OK, "application/json", full(true_text[..end].to_owned().into()))
        }
        Lie::OtherId => {
            let mut answer = truth;
            if let Some(id) = answer.body.get_mut("Id") {
                *id = "f".repeat(64).into();
            }
            json(&answer, api_version)
        }
        Lie::Nested => head(
            StatusCode::OK,
            "application/json",
            full(format!("{{\"Nested\":{}", "[".repeat(1 << 20)).into()),
        ),
        Lie::Binary => {
            head(StatusCode::OK, "application/json", full(Bytes::from_static(&[0xff, 0xfe, 0, 0x80])))
        }
        Lie::Endless { megabytes } => {
            let chunk = Bytes::from(vec![b' '; 1 << 20]);
            let chunks = vec![chunk; megabytes as usize];
            head(StatusCode::OK, "application/json", in_pieces(chunks, false))
        }
    }
}

/// The chunks one after the other; then the end, or a wait without end.
fn in_pieces(chunks: Vec<Bytes>, then_hang: bool) -> Body {
    let frames = stream::iter(chunks.into_iter().map(|chunk| Ok(Frame::data(chunk))));
    if then_hang {
        return BodyExt::boxed(StreamBody::new(frames.chain(stream::pending())));
    }
    BodyExt::boxed(StreamBody::new(frames))
}
