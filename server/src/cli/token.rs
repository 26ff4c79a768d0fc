//! `plimsoll token …`

use anyhow::{Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use fleet::access::TokenScope;
use fleet::token::{NewToken, Token};
use store::Store;

use super::database::{Database, DatabaseOptions};
use super::operator;
use super::scan::clean;
use crate::Clock;

/// Makes, lists and revokes the tokens with which programs use the API
#[derive(Debug, clap::Args)]
pub struct Tokens {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    database: DatabaseOptions,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a token and print its secret, which is shown this once
    Create {
        /// 1 to 100 characters; as it stands in the audit log
        name: String,
        /// What it may do; repeat for several: read, findings:write, hosts:write, reports:write, ingest, admin
        #[arg(long = "scope", value_name = "SCOPE", default_value = "read")]
        scopes: Vec<TokenScope>,
        /// Days until it expires [default: never]
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..))]
        expires_in_days: Option<u16>,
    },
    /// List all tokens, without their secrets
    List,
    /// Refuse a token from now on
    Revoke {
        /// As `plimsoll token list` shows it
        name: String,
    },
}

impl Tokens {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let options = self.database.configured()?;
        let database = Database::open_current(&options).await?;
        let done = act(self.action, &database.store, clock.now()).await;
        database.close().await?;
        done
    }
}

async fn act(action: Action, store: &Store, now: DateTime<Utc>) -> Result<()> {
    match action {
        Action::Create { name, scopes, expires_in_days } => {
            let expires_at = expires_in_days.map(|days| now + TimeDelta::days(days.into()));
            let new = NewToken { name, scopes, expires_at };
            let (token, secret) = store.create_token(&operator(), &new, now).await?;
            eprintln!("{} may {}. This is shown once:", clean(&token.name), words(&token));
            println!("{}", secret.expose());
        }
        Action::List => print!("{}", table(&store.list_tokens(&operator()).await?, now)),
        Action::Revoke { name } => {
            let token = find(store, &name, now).await?;
            store.revoke_token(&operator(), token.id, now).await?;
            println!("{} is refused from now on.", clean(&token.name));
        }
    }
    Ok(())
}

async fn find(store: &Store, name: &str, now: DateTime<Utc>) -> Result<Token> {
    let mut tokens = store.list_tokens(&operator()).await?;
    tokens.retain(|token| token.is_in_use(now));
    let names: Vec<String> = tokens.iter().map(|token| clean(&token.name)).collect();
    match tokens.into_iter().find(|token| token.name.to_lowercase() == name.to_lowercase()) {
        Some(token) => Ok(token),
        None if names.is_empty() => bail!("no token is in use"),
        None => bail!("no token named {} is in use; there are: {}", clean(name), names.join(", ")),
    }
}

fn words(token: &Token) -> String {
    token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
}

fn table(tokens: &[Token], now: DateTime<Utc>) -> String {
    let width = tokens.iter().map(|token| token.name.chars().count()).max().unwrap_or(0).max("NAME".len());
    let heading = format!("{:width$}  {:8}  {:8}  {:20}  SCOPES\n", "NAME", "TOKEN", "STATE", "LAST USED");
    let rows = tokens.iter().map(|token| {
        let state = match token.revoked_at {
            Some(_) => "revoked",
            None if token.is_in_use(now) => "in use",
            None => "expired",
        };
        let last = token.last_used_at.map_or_else(|| "never".to_owned(), fleet::moment::exact);
        format!("{:width$}  {:8}  {state:8}  {last:20}  {}\n", clean(&token.name), token.prefix, words(token))
    });
    std::iter::once(heading).chain(rows).collect()
}
