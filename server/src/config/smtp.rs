//! The mail server.

use http::Uri;
use lettre::message::Mailbox;

use super::{ConfigError, Options};
use crate::report::SmtpSettings;

/// Read when no file is named; never a flag, which others on the machine could see.
const PASSWORD: &str = "PLIMSOLL_SMTP_PASSWORD";

/// `None`: no mail server is configured.
pub fn settings(options: &Options) -> Result<Option<SmtpSettings>, ConfigError> {
    let Some(server) = &options.smtp_server else { return Ok(None) };
    let wrong =
        || refused("--smtp-server", "a URL such as smtp://mail.example.org:587, without a name or password");
    let url: Uri = server.trim_end_matches('/').parse().map_err(|_| wrong())?;
    let implicit_tls = match url.scheme_str() {
        Some("smtp") => false,
        Some("smtps") => true,
        _ => return Err(wrong()),
    };
    let host = url.host().filter(|_| !server.contains('@')).ok_or_else(wrong)?;
    let from =
        options.mail_from.as_deref().ok_or_else(|| refused("--mail-from", "it belongs to --smtp-server"))?;
    let from: Mailbox = from.parse().map_err(|_| refused("--mail-from", "a mail address"))?;
    let password = password(options)?;
    if options.smtp_user.is_some() != password.is_some() {
        return Err(refused("--smtp-user", "it and a password belong together"));
    }
    Ok(Some(SmtpSettings {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: url.port_u16().unwrap_or(if implicit_tls { 465 } else { 587 }),
        implicit_tls,
        user: options.smtp_user.clone(),
        password,
        from,
    }))
}

fn password(options: &Options) -> Result<Option<String>, ConfigError> {
    let Some(file) = &options.smtp_password_file else { return Ok(std::env::var(PASSWORD).ok()) };
    let text = std::fs::read_to_string(file)
        .map_err(|fault| refused("--smtp-password-file", &format!("{}: {fault}", file.display())))?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn refused(option: &'static str, what: &str) -> ConfigError {
    ConfigError::Mail { option, what: what.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(server: &str, from: Option<&str>) -> Result<Option<SmtpSettings>, ConfigError> {
        let (smtp_server, mail_from) = (Some(server.to_owned()), from.map(str::to_owned));
        settings(&Options { smtp_server, mail_from, ..Options::default() })
    }

    #[test]
    fn the_scheme_says_how_the_connection_is_encrypted() {
        let check = |url: &str, expected: (&str, u16, bool)| {
            let settings =
                read(url, Some("Plimsoll <plimsoll@example.org>")).expect("fits").expect("a server");
            assert_eq!((settings.host.as_str(), settings.port, settings.implicit_tls), expected, "{url}");
        };
        check("smtp://mail.example.org", ("mail.example.org", 587, false));
        check("smtps://mail.example.org/", ("mail.example.org", 465, true));
        check("smtp://[::1]:2525", ("::1", 2525, false));
    }

    #[test]
    fn a_password_in_the_url_and_a_missing_sender_are_refused() {
        let refusal = |server: &str, from| read(server, from).expect_err("refused").to_string();
        for wrong in
            ["smtp://ada:hunter2@mail.example.org", "http://mail.example.org", "mail.example.org", "smtp://"]
        {
            assert!(refusal(wrong, Some("a@b")).starts_with("--smtp-server"), "{wrong}");
            assert!(!refusal(wrong, Some("a@b")).contains("hunter2"));
        }
        assert!(refusal("smtp://mail.example.org", None).starts_with("--mail-from"));
        assert!(refusal("smtp://mail.example.org", Some("nobody")).starts_with("--mail-from"));
    }

    #[test]
    fn the_password_comes_from_a_file_and_is_never_printed() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "hunter2\n").expect("written");
        let options = Options {
            smtp_server: Some("smtp://mail.example.org".into()),
            smtp_user: Some("ada".into()),
            smtp_password_file: Some(file.path().into()),
            mail_from: Some("plimsoll@example.org".into()),
            ..Options::default()
        };
        let settings = settings(&options).expect("fits").expect("a server");
        assert_eq!(settings.password.as_deref(), Some("hunter2"));
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(super::settings(&Options { smtp_user: None, ..options }).is_err());
    }
}
