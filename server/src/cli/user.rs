//! `plimsoll user …`

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use fleet::session::User;
use fleet::{Actor, Role};
use store::Store;

use super::database::DatabaseOptions;
use super::password;
use super::scan::clean;
use crate::Clock;

/// Adds, lists and disables people, and makes one-time sign-in links
#[derive(Debug, clap::Args)]
pub struct Users {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    database: DatabaseOptions,
    /// Address under which people reach the server, for the link
    #[arg(
        long,
        global = true,
        env = "PLIMSOLL_PUBLIC_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:7466"
    )]
    public_url: String,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add a person, and print a link with which they sign in the first time
    Add {
        /// 1 to 100 characters
        name: String,
        /// viewer sees everything, analyst also decides on findings, admin also manages hosts and people
        #[arg(long, default_value = "viewer", value_parser = ["viewer", "analyst", "admin"])]
        role: String,
    },
    /// Print a link that signs a person in once within 15 minutes
    Link {
        /// As `plimsoll user list` shows it
        name: String,
    },
    /// Set a person's password, read from standard input; their sessions end
    Password {
        /// As `plimsoll user list` shows it
        name: String,
    },
    /// List everybody
    List,
    /// Take a person's access away; their sessions end at once
    Disable {
        /// As `plimsoll user list` shows it
        name: String,
    },
}

impl Users {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let database = self.database.open().await?;
        let store = &database.store;
        let done = async {
            store.migrate().await.context("bringing the schema up to date")?;
            self.act(store, clock.now()).await
        }
        .await;
        database.close().await?;
        done
    }

    async fn act(&self, store: &Store, now: DateTime<Utc>) -> Result<()> {
        let operator = operator();
        match &self.action {
            Action::Add { name, role } => {
                let role: Role = role.parse()?;
                let id = store.add_user(&operator, name, role, None, now).await?;
                println!("{} is added as {role}.", clean(name));
                let link = store.sign_in_link(&operator, Some(id), now).await?;
                self.print_link(name, link.expose());
            }
            Action::Link { name } => {
                let user = find(store, name).await?;
                let link = store.sign_in_link(&operator, Some(user.id), now).await?;
                self.print_link(&user.name, link.expose());
            }
            Action::Password { name } => {
                let user = find(store, name).await?;
                let password = password::read(&format!("New password of {}: ", clean(&user.name)))?;
                store.set_password(&operator, user.id, &password, now).await?;
                println!("{} signs in with the new password.", clean(&user.name));
            }
            Action::List => print!("{}", table(&store.list_users(&operator).await?)),
            Action::Disable { name } => {
                let user = find(store, name).await?;
                store.set_user_disabled(&operator, user.id, true, now).await?;
                println!("{} cannot sign in any more.", clean(&user.name));
            }
        }
        Ok(())
    }

    fn print_link(&self, name: &str, token: &str) {
        println!("{} signs in once within 15 minutes with", clean(name));
        println!("{}", sign_in_address(self.public_url.trim_end_matches('/'), token));
    }
}

/// On whose behalf the command line acts.
pub fn operator() -> Actor {
    Actor::System("cli".into())
}

/// The page of a one-time link at the server's `base` address.
pub fn sign_in_address(base: &str, token: &str) -> String {
    format!("{base}/sign-in/link?token={token}")
}

async fn find(store: &Store, name: &str) -> Result<User> {
    let users = store.list_users(&operator()).await?;
    let known: Vec<String> = users.iter().map(|user| clean(&user.name)).collect();
    match users.into_iter().find(|user| user.name.to_lowercase() == name.to_lowercase()) {
        Some(user) => Ok(user),
        None if known.is_empty() => {
            bail!("there is nobody yet; add somebody with: plimsoll user add NAME --role admin")
        }
        None => bail!("there is nobody named {}; there are: {}", clean(name), known.join(", ")),
    }
}

fn table(users: &[User]) -> String {
    let width = users.iter().map(|user| user.name.chars().count()).max().unwrap_or(0).max("NAME".len());
    let heading = format!("{:width$}  {:7}  {:8}  LAST SIGN-IN\n", "NAME", "ROLE", "ACCESS");
    let rows = users.iter().map(|user| {
        let access = if user.disabled { "disabled" } else { "yes" };
        let last = user.last_sign_in_at.map_or_else(|| "never".to_owned(), fleet::moment::exact);
        format!("{:width$}  {:7}  {access:8}  {last}\n", clean(&user.name), user.role)
    });
    std::iter::once(heading).chain(rows).collect()
}
