use std::sync::Arc;

use fleet::Problem;
use fleet::webhook::Webhook;
use reqwest::Url;

use super::{Reach, Secret, Sender};
use crate::jobs::Context;
use crate::keys::Keys;

/// What whoever manages webhooks needs beside the store: secrets, and whether a target may be reached.
#[derive(Clone)]
pub struct Webhooks {
    keys: Arc<Keys>,
    sender: Sender,
}

impl Webhooks {
    /// With the keys and the reach of the jobs that will send.
    pub fn of(context: &Context) -> Self {
        Self { keys: Arc::clone(&context.keys), sender: context.sender.clone() }
    }

    /// Of keys that are nobody's.
    pub fn passing() -> Self {
        Self { keys: Arc::new(Keys::passing()), sender: Sender::new(Reach::default()) }
    }

    /// The newest secret of a webhook.
    pub fn secret(&self, webhook: &Webhook) -> Secret {
        self.keys.webhook_secret(webhook.id, webhook.signing.version)
    }

    /// # Errors
    /// `Invalid` for a target that can never be reached. One that is a name is only known when it is resolved.
    pub fn check(&self, url: &str) -> Result<(), Problem> {
        let parsed = Url::parse(url).map_err(|_| Problem::invalid("url", "no address that can be read"))?;
        self.sender.check(&parsed).map(drop).map_err(|failure| Problem::invalid("url", failure.to_string()))
    }
}
