use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// What colours to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The `data-theme` attribute of `<html>`.
    #[cfg(feature = "ssr")]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// Of the request being answered.
    #[cfg(feature = "ssr")]
    pub fn of_request() -> Self {
        use axum::http::{header::COOKIE, request::Parts};
        let cookies = use_context::<Parts>()
            .and_then(|parts| parts.headers.get(COOKIE).and_then(|c| c.to_str().ok()).map(str::to_owned))
            .unwrap_or_default();
        let chosen = cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("theme="));
        Self::ALL.into_iter().find(|theme| Some(theme.as_str()) == chosen).unwrap_or_default()
    }
}

/// Remembers the theme for a year in a cookie of this browser.
#[server(prefix = "/fn", endpoint = "set_theme")]
#[allow(clippy::unused_async, reason = "a server function is async")]
pub async fn set_theme(theme: Theme) -> Result<(), Failure> {
    use axum::http::{HeaderValue, header::SET_COOKIE};
    crate::caller::Caller::current()?;
    let cookie = format!("theme={}; Path=/; Max-Age=31536000; SameSite=Lax", theme.as_str());
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        expect_context::<leptos_axum::ResponseOptions>().append_header(SET_COOKIE, value);
    }
    Ok(())
}
