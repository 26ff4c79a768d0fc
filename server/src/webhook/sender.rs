use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use fleet::webhook::DeliveryFailure;
use http::HeaderValue;
use http::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use tokio_rustls::rustls;
use tracing::warn;

use super::reach::{Reach, Unreachable};
use super::resolver::{Nameless, Resolver};

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read.
const MOST_READ: usize = 4_096;
/// Characters of an answer that are kept.
const EXCERPT: usize = 200;

/// A message on its way.
#[derive(Debug)]
pub struct Message<'a> {
    pub url: &'a str,
    /// The header `webhook-id`.
    pub id: &'a str,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// Separated by spaces, newest secret first.
    pub signatures: String,
    pub payload: String,
}

/// Sends messages to whom they may reach. Follows no redirect and uses no proxy.
#[derive(Clone, Debug)]
pub struct Sender {
    reach: Reach,
    encrypted: Option<Client>,
    plain: Option<Client>,
}

impl Sender {
    pub fn new(reach: Reach) -> Self {
        // Fails when there is one already, which is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { encrypted: client(&reach, true), plain: client(&reach, false), reach }
    }

    /// Posts a message once.
    pub async fn send(&self, message: Message<'_>) -> Result<(), DeliveryFailure> {
        let url = Url::parse(message.url).map_err(|_| refused("it is no address"))?;
        let encrypted = self.check(&url)?;
        let client = if encrypted { &self.encrypted } else { &self.plain };
        let client = client.as_ref().ok_or(DeliveryFailure::Tls)?;
        let answer = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", message.signatures)
            .body(message.payload)
            .send()
            .await
            .map_err(|fault| cause(&fault))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let retry_after_s =
            answer.headers().get(RETRY_AFTER).and_then(|value| seconds(value, message.timestamp));
        let excerpt = excerpt(&beginning(answer).await);
        Err(DeliveryFailure::Status { status: status.as_u16(), excerpt, retry_after_s })
    }

    /// Whether a target may be reached as far as its address tells; a name is checked when it is resolved. Gives whether
    /// the connection is encrypted.
    pub fn check(&self, url: &Url) -> Result<bool, DeliveryFailure> {
        let encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(refused("it is neither https nor http")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it holds a user name or password"));
        }
        let host = url.host_str().ok_or_else(|| refused("it names no host"))?;
        let literal: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        if let Some(address) = literal {
            self.reach.check(address, encrypted).map_err(refused)?;
        }
        Ok(encrypted)
    }
}

/// `None`: this machine knows no certificate authorities.
fn client(reach: &Reach, encrypted: bool) -> Option<Client> {
    let resolver = Resolver { reach: reach.clone(), encrypted };
    let built = Client::builder()
        .dns_resolver(Arc::new(resolver))
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_WITHIN)
        .timeout(ANSWER_WITHIN)
        .build();
    match built {
        Ok(client) => Some(client),
        Err(fault) => {
            warn!(%fault, "webhooks cannot be sent: is the package ca-certificates installed?");
            None
        }
    }
}

/// `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3); `now` in seconds since 1970.
fn seconds(value: &HeaderValue, now: i64) -> Option<u32> {
    let text = value.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u32::MAX));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?.timestamp();
    Some(u32::try_from((at - now).max(0)).unwrap_or(u32::MAX))
}

fn refused(why: impl ToString) -> DeliveryFailure {
    DeliveryFailure::Refused { why: why.to_string() }
}

/// What the chain of causes says.
fn cause(fault: &reqwest::Error) -> DeliveryFailure {
    let mut link: Option<&(dyn Error + 'static)> = Some(fault);
    while let Some(error) = link {
        if let Some(why) = error.downcast_ref::<Unreachable>() {
            return refused(why);
        }
        if error.is::<Nameless>() {
            return DeliveryFailure::Unresolved;
        }
        if is_tls(error) {
            return DeliveryFailure::Tls;
        }
        link = error.source();
    }
    if fault.is_timeout() {
        DeliveryFailure::TimedOut
    } else if fault.is_connect() {
        DeliveryFailure::Unreachable
    } else {
        DeliveryFailure::Broken
    }
}

/// Errors of rustls travel inside errors of I/O, and those inside others.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || inner.is_some_and(|inner| is_tls(inner))
}

/// What of the body comes in time, and no more than that.
async fn beginning(mut answer: Response) -> Vec<u8> {
    let mut read = Vec::new();
    while read.len() < MOST_READ {
        match answer.chunk().await {
            Ok(Some(chunk)) => read.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    read.truncate(MOST_READ);
    read
}

/// Text on one line, whatever the receiver sent.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(EXCERPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> Result<bool, DeliveryFailure> {
        Sender::new(Reach::default()).check(&Url::parse(url).expect(url))
    }

    #[test]
    fn loopback_is_refused_in_every_way_to_write_it() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::127.0.0.1]",
            "[2002:7f00:1::]",
            "0",
            "１２７.０.０.１",
            "127.0.0.1.",
        ] {
            let refused = check(&format!("https://{host}:8443/hook"));
            assert!(matches!(refused, Err(DeliveryFailure::Refused { .. })), "{host}: {refused:?}");
        }
    }

    #[test]
    fn a_name_or_a_public_address_is_fine_until_it_is_resolved() {
        assert_eq!(check("https://tracker.example/hook"), Ok(true));
        assert_eq!(check("https://93.184.215.14/"), Ok(true));
        assert!(check("http://93.184.215.14/").is_err(), "in the open");
        assert!(check("ftp://93.184.215.14/").is_err());
    }

    #[test]
    fn a_receiver_says_in_seconds_or_as_a_date_when_it_wants_to_be_asked_again() {
        // RFC 9110, 5.6.7: the date of its example is 784,111,777 seconds after 1970.
        let wanted = |value: &'static str| seconds(&HeaderValue::from_static(value), 784_111_700);
        assert_eq!(wanted("120"), Some(120));
        assert_eq!(wanted("Sun, 06 Nov 1994 08:49:37 GMT"), Some(77));
        assert_eq!(wanted("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0), "it is past");
        assert_eq!(wanted("99999999999999999999"), Some(u32::MAX));
        for nonsense in ["", "-5", "1.5", "soon", "+7"] {
            assert_eq!(wanted(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn an_excerpt_is_one_short_line_of_text() {
        assert_eq!(excerpt(b"<b>no</b>\r\n\x1b[31mred\x00\xff"), "<b>no</b> [31mred \u{fffd}");
        assert_eq!(excerpt(&[b'a'; 4_096]).len(), 200);
    }
}
