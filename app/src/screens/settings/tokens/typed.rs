use chrono::{DateTime, TimeDelta, Utc};
use fleet::Problem;
use fleet::access::TokenScope;
use fleet::token::NewToken;

use crate::Typed;

/// Days that a token can be made for, as they stand in the form; 0 is for ever.
pub const LIVES: [(i64, &str); 5] =
    [(30, "30 days"), (90, "90 days"), (365, "a year"), (730, "two years"), (0, "ever")];
/// Chosen first.
pub const USUAL_LIFE: i64 = 90;

/// The token that the form asks for.
///
/// # Errors
/// `Invalid` for a scope or a life that the form does not offer.
pub fn token_typed(typed: &Typed, now: DateTime<Utc>) -> Result<NewToken, Problem> {
    let scopes: Result<Vec<TokenScope>, _> = typed.all("scope").map(str::parse).collect();
    let scopes = scopes.map_err(|unknown| Problem::invalid("scope", unknown.to_string()))?;
    let days = typed.text("days").parse().unwrap_or(-1);
    if !LIVES.iter().any(|(offered, _)| *offered == days) {
        return Err(Problem::invalid("days", "one of those offered"));
    }
    let expires_at = (days > 0).then(|| now + TimeDelta::days(days));
    Ok(NewToken { name: typed.text("name").to_owned(), scopes, expires_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Result<NewToken, Problem> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        token_typed(&Typed(fields.collect()), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_form_becomes_a_token_with_every_scope_that_was_ticked() {
        let token =
            typed(&[("name", " jira "), ("scope", "read"), ("scope", "findings:write"), ("days", "30")]);
        let expected = NewToken {
            name: "jira".into(),
            scopes: vec![TokenScope::Read, TokenScope::FindingsWrite],
            expires_at: Some(DateTime::UNIX_EPOCH + TimeDelta::days(30)),
        };
        assert_eq!(token, Ok(expected));
        assert_eq!(typed(&[("name", "x"), ("days", "0")]).map(|token| token.expires_at), Ok(None));
    }

    #[test]
    fn what_the_form_does_not_offer_is_refused() {
        for wrong in [&[("scope", "root"), ("days", "30")][..], &[("days", "100000")], &[("days", "")], &[]] {
            assert!(typed(wrong).is_err(), "{wrong:?}");
        }
    }
}
