//! Sends reports by mail.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::File;

const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The mail server, as the configuration names it.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    /// From the first byte on, as on port 465; else STARTTLS, which is demanded of everything but this machine.
    pub implicit_tls: bool,
    pub user: Option<String>,
    pub password: Option<String>,
    pub from: Mailbox,
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpSettings({}:{})", self.host, self.port)
    }
}

/// Hands mails to the mail server.
#[derive(Clone)]
pub struct Postman {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Words safe to show: a server's answer, never what was sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("{0:?} is not a mail address")]
    Address(String),
    #[error("the mail could not be written: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("the mail server did not take it: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

impl Postman {
    /// # Errors
    /// When the name of the server cannot be checked against a certificate.
    pub fn new(settings: &SmtpSettings) -> Result<Self, MailError> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .timeout(Some(ANSWER_WITHIN))
            .tls(tls(settings)?);
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: builder.build(), from: settings.from.clone() })
    }

    /// One mail to one address; others do not see it.
    pub async fn send(
        &self,
        recipient: &str,
        subject: &str,
        text: String,
        file: &File,
    ) -> Result<(), MailError> {
        let address = recipient.parse().map_err(|_| MailError::Address(recipient.into()))?;
        let media_type = ContentType::parse(file.media_type).expect("our media types are well formed");
        let attached = Attachment::new(file.name.clone()).body(file.bytes.clone(), media_type);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(subject)
            .multipart(MultiPart::mixed().singlepart(SinglePart::plain(text)).singlepart(attached))?;
        self.transport.send(message).await?;
        Ok(())
    }
}

fn tls(settings: &SmtpSettings) -> Result<Tls, MailError> {
    let parameters = || TlsParameters::new_rustls(settings.host.clone());
    Ok(match settings.implicit_tls {
        true => Tls::Wrapper(parameters()?),
        false if is_this_machine(&settings.host) => Tls::None,
        false => Tls::Required(parameters()?),
    })
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
