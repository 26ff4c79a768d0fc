//! Who is told of changes as they happen, and how that went. Messages follow the Standard Webhooks specification.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::change::{ChangeFilter, ChangeKind};
use crate::problem::FieldError;
use crate::{DeliveryId, Problem, WebhookId};

/// How long a message is tried before it is given up.
pub const TRIED_FOR: TimeDelta = TimeDelta::hours(24);
/// How long messages are signed with the old secret too after a new one was made.
pub const OLD_SECRET_FOR: TimeDelta = TimeDelta::hours(24);
/// Seconds between a failed attempt and the next, by how many there were; the last one repeats.
const PAUSES_S: [i64; 9] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800];

/// When to try again after the `attempts`-th attempt failed at `now`, at the earliest when the receiver has said;
/// `None`: give up.
pub fn next_attempt(
    attempts: u32,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
    failure: &DeliveryFailure,
) -> Option<DateTime<Utc>> {
    let last = PAUSES_S.len() - 1;
    let pause = PAUSES_S[usize::try_from(attempts.saturating_sub(1)).unwrap_or(last).min(last)];
    let ends = began + TRIED_FOR;
    // The last attempt comes at the end, however short the way to it.
    (now < ends).then(|| (now + TimeDelta::seconds(pause).max(failure.wanted_pause())).min(ends))
}

/// What somebody wants to be told, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// For people: 1 to 100 characters.
    pub name: String,
    /// `https://…`, to which messages are posted. `http://` only where the operator allows private targets.
    pub url: String,
    /// Which changes; left out: all.
    #[serde(default)]
    pub filter: ChangeFilter,
    /// Left out: yes. What happens while it is off is not sent later.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

impl WebhookSettings {
    /// Without space around, and checked as far as that needs no network.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming each wrong field.
    pub fn checked(&self) -> Result<Self, Problem> {
        let settings = Self { name: self.name.trim().into(), url: self.url.trim().into(), ..self.clone() };
        let mut errors = Vec::new();
        let name = settings.name.chars().count();
        if !(1..=100).contains(&name) || settings.name.chars().any(char::is_control) {
            errors.push(error("name", "1 to 100 characters, none of them a control character"));
        }
        errors.extend(wrong_url(&settings.url).map(|message| error("url", message)));
        if settings.filter.rules.len() > 100 || settings.filter.rules.iter().any(|rule| rule.len() > 40) {
            errors.push(error("filter.rules", "at most 100 ids of rules"));
        }
        errors.extend(settings.filter.scope.errors("filter.scope."));
        if errors.is_empty() { Ok(settings) } else { Err(Problem::Invalid { errors }) }
    }

    /// Scheme, host and port of the address: path and query can be a secret.
    pub fn origin(&self) -> &str {
        let host = self.url.find("://").map_or(0, |at| at + 3);
        let end = self.url[host..].find(AFTER_AUTHORITY).map_or(self.url.len(), |at| host + at);
        &self.url[..end]
    }
}

/// What ends the part of an address that says whom to reach.
const AFTER_AUTHORITY: [char; 3] = ['/', '?', '\\'];

fn error(field: &str, message: &str) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}

fn wrong_url(url: &str) -> Option<&'static str> {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return Some("begins with https://");
    };
    let authority = rest.split(AFTER_AUTHORITY).next().unwrap_or_default();
    if url.len() > 2_000 || !url.chars().all(|c| c.is_ascii_graphic()) {
        return Some("at most 2,000 characters, without spaces; others are written as %20 or xn--…");
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Some("names a host");
    }
    if authority.contains('@') {
        return Some("holds no user name or password: messages are signed instead");
    }
    rest.contains('#').then_some("has no fragment")
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    pub id: WebhookId,
    #[serde(flatten)]
    pub settings: WebhookSettings,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    /// Grows with every change of the settings.
    pub revision: i64,
    /// Since when every attempt has failed; `None`: the last one did not.
    pub failing_since: Option<DateTime<Utc>>,
    /// How many messages wait, and how many were given up.
    pub waiting: i64,
    pub dead: i64,
    #[serde(skip)]
    pub signing: Signing,
}

/// Which secrets a webhook's messages are signed with: they are derived from the server's key and stand nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signing {
    pub version: i32,
    /// When the current secret replaced the one before it.
    pub renewed_at: Option<DateTime<Utc>>,
}

impl Default for Signing {
    fn default() -> Self {
        Self { version: 1, renewed_at: None }
    }
}

impl Signing {
    /// Newest first: the secret before is valid for a while, so that a receiver has time to change.
    pub fn versions(self, now: DateTime<Utc>) -> Vec<i32> {
        let old = self.renewed_at.is_some_and(|at| now < at + OLD_SECRET_FOR);
        if old { vec![self.version, self.version - 1] } else { vec![self.version] }
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It will be tried, for the first time or again.
    Waiting,
    Delivered,
    /// Given up after a day; it can be sent again.
    Dead,
}

impl DeliveryState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Dead];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }
}

impl std::str::FromStr for DeliveryState {
    type Err = UnknownDeliveryState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownDeliveryState)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a delivery is one of waiting, delivered, dead")]
pub struct UnknownDeliveryState;

/// One message to one webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    pub id: DeliveryId,
    /// The header `webhook-id`, the same at every attempt: who has seen it has seen the message.
    pub message_id: String,
    #[serde(rename = "type")]
    pub kind: MessageKind,
    pub state: DeliveryState,
    pub queued_at: DateTime<Utc>,
    pub attempts: i64,
    /// `None`: it is not waiting.
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub failure: Option<DeliveryFailure>,
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum MessageKind {
    Change(ChangeKind),
    Test(TestKind),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestKind {
    #[serde(rename = "webhook.test")]
    Test,
}

impl MessageKind {
    pub const TEST: Self = Self::Test(TestKind::Test);

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change(kind) => kind.as_str(),
            Self::Test(TestKind::Test) => "webhook.test",
        }
    }
}

impl std::str::FromStr for MessageKind {
    type Err = crate::change::UnknownChangeKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == Self::TEST.as_str() { Ok(Self::TEST) } else { text.parse().map(Self::Change) }
    }
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum DeliveryFailure {
    /// Nothing was sent.
    #[error("the target is not one that may be reached: {why}")]
    Refused { why: String },
    #[error("the host's name could not be resolved")]
    Unresolved,
    #[error("no connection could be made")]
    Unreachable,
    #[error("the receiver did not prove who it is (TLS)")]
    Tls,
    #[error("there was no answer in time")]
    TimedOut,
    #[error("the connection broke before there was an answer")]
    Broken,
    /// Anything but 2xx; redirects are not followed.
    #[error("the receiver answered {status}")]
    Status {
        status: u16,
        /// Beginning of the answer, at most 200 characters, none of them a control character.
        excerpt: String,
        /// Seconds for which the receiver wants to be left alone (`Retry-After`), if it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        retry_after_s: Option<u32>,
    },
}

impl DeliveryFailure {
    /// 410: the receiver wants no message any more.
    pub const fn is_gone(&self) -> bool {
        matches!(self, Self::Status { status: 410, .. })
    }

    fn wanted_pause(&self) -> TimeDelta {
        let Self::Status { retry_after_s: Some(seconds), .. } = self else { return TimeDelta::zero() };
        TimeDelta::seconds((*seconds).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> WebhookSettings {
        WebhookSettings {
            name: " tracker ".into(),
            url: url.into(),
            filter: ChangeFilter::default(),
            enabled: true,
        }
    }

    #[test]
    fn a_message_is_tried_ever_more_rarely_for_a_day_and_once_at_its_end() {
        let began = DateTime::UNIX_EPOCH;
        let (mut now, mut attempts, mut pauses) = (began, 1, Vec::new());
        while let Some(next) = next_attempt(attempts, began, now, &DeliveryFailure::TimedOut) {
            pauses.push((next - now).num_seconds());
            now = next;
            attempts += 1;
        }
        assert_eq!(now, began + TRIED_FOR);
        assert_eq!(pauses[..9], [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800]);
        assert_eq!(pauses.iter().sum::<i64>(), 86_400);
        assert_eq!(attempts, 12);
    }

    #[test]
    fn a_receiver_is_left_alone_for_as_long_as_it_wants_and_asked_a_last_time_at_the_end() {
        let began = DateTime::UNIX_EPOCH;
        let pause = |retry_after_s| {
            let failure = DeliveryFailure::Status { status: 429, excerpt: String::new(), retry_after_s };
            next_attempt(3, began, began, &failure).map(|next| (next - began).num_seconds())
        };
        assert_eq!(pause(Some(3_600)), Some(3_600));
        assert_eq!(pause(Some(1)), Some(120), "no sooner than without its wish");
        assert_eq!(pause(Some(u32::MAX)), Some(86_400));
    }

    #[test]
    fn a_target_is_an_https_address_without_password_or_fragment() {
        let url = |url: &str| settings(url).checked().map(|settings| settings.url);
        assert_eq!(url(" https://tracker.example/hook?a=b "), Ok("https://tracker.example/hook?a=b".into()));
        assert!(url("http://10.0.0.7:8080/").is_ok(), "whether it may be reached is decided when it is");
        for wrong in [
            "",
            "tracker.example",
            "ftp://tracker.example",
            "https://",
            "https:///hook",
            "https://:443/",
            "https://ada:secret@tracker.example/",
            "https://tracker.example/#a",
            "https://tracker.example/a b",
            "https://träcker.example/",
        ] {
            let Err(Problem::Invalid { errors }) = url(wrong) else { panic!("{wrong:?} was taken") };
            assert_eq!(errors[0].field, "url", "{wrong:?}");
        }
        let nameless = WebhookSettings { name: " \n".into(), ..settings("https://a.example") };
        assert!(nameless.checked().is_err());
    }

    #[test]
    fn the_origin_of_a_target_leaves_out_what_can_be_a_secret() {
        for (url, expected) in [
            ("https://chat.example:8443/services/T0/secret?token=x", "https://chat.example:8443"),
            ("https://chat.example?token=x/y", "https://chat.example"),
            ("https://chat.example", "https://chat.example"),
        ] {
            assert_eq!(settings(url).origin(), expected);
        }
    }

    #[test]
    fn a_replaced_secret_signs_for_another_day() {
        let at = DateTime::UNIX_EPOCH;
        let signing = Signing { version: 3, renewed_at: Some(at) };
        assert_eq!(signing.versions(at + OLD_SECRET_FOR - TimeDelta::seconds(1)), [3, 2]);
        assert_eq!(signing.versions(at + OLD_SECRET_FOR), [3]);
        assert_eq!(Signing::default().versions(at), [1]);
    }

    #[test]
    fn what_is_left_out_of_settings_means_everything_and_on() {
        let json = r#"{"name": "tracker", "url": "https://a.example"}"#;
        let read: WebhookSettings = serde_json::from_str(json).unwrap();
        assert_eq!((read.filter, read.enabled), (ChangeFilter::default(), true));
        let typo = r#"{"name": "tracker", "url": "https://a.example", "filters": {}}"#;
        assert!(serde_json::from_str::<WebhookSettings>(typo).is_err());
    }
}
