//! `plimsoll user …`

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use fleet::session::User;
use fleet::{Actor, Role};
use store::Store;

use super::database::{Database, DatabaseOptions};
use super::password;
use super::scan::clean;
use crate::Clock;
use crate::config::{Options, Settings};

/// Adds, lists and disables people, and makes one-time sign-in links
#[derive(Debug, clap::Args)]
pub struct Users {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    database: DatabaseOptions,
    /// Address under which people reach the server, for the link [default: as serve takes it from the configuration file]
    #[arg(long, global = true, env = "PLIMSOLL_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
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
        /// As `plimsoll user list` shows it; may be left out while there is no administrator, for the first one
        name: Option<String>,
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
    /// Give a disabled person access again
    Enable {
        /// As `plimsoll user list` shows it
        name: String,
    },
}

impl Users {
    pub async fn run(self, clock: &Clock) -> Result<()> {
        let mut options = self.database.configured()?;
        options.public_url = self.public_url.or(options.public_url);
        // Whether what it listens on is safe is for serve to judge, which may have been told more.
        let settings = Settings::from_options(Options { behind_proxy: Some(true), ..options.clone() })?;
        let address = settings.address(settings.listen);
        let database = Database::open_current(&options).await?;
        let done = act(&self.action, &database.store, &address, clock.now()).await;
        database.close().await?;
        done
    }
}

async fn act(action: &Action, store: &Store, address: &str, now: DateTime<Utc>) -> Result<()> {
    let operator = operator();
    match action {
        Action::Add { name, role } => {
            let role: Role = role.parse()?;
            let id = store.add_user(&operator, name, role, None, now).await?;
            println!("{} is added as {role}.", clean(name));
            let link = store.sign_in_link(&operator, Some(id), now).await?;
            print_link(name, &sign_in_address(address, link.expose()));
        }
        Action::Link { name: None } => {
            if store.administrators().await? > 0 {
                bail!("say for whom: plimsoll user link NAME; there are: {}", names(store).await?);
            }
            let link = store.sign_in_link(&operator, None, now).await?;
            print_link("The first administrator", &sign_in_address(address, link.expose()));
        }
        Action::Link { name: Some(name) } => {
            let user = find(store, name).await?;
            let link = store.sign_in_link(&operator, Some(user.id), now).await?;
            print_link(&user.name, &sign_in_address(address, link.expose()));
        }
        Action::Password { name } => {
            let user = find(store, name).await?;
            let password = password::read(&format!("New password of {}: ", clean(&user.name)))?;
            store.set_password(&operator, user.id, None, &password, now).await?;
            println!("{} signs in with the new password.", clean(&user.name));
        }
        Action::List => print!("{}", table(&store.list_users(&operator).await?)),
        Action::Disable { name } => set_disabled(store, name, true, now).await?,
        Action::Enable { name } => set_disabled(store, name, false, now).await?,
    }
    Ok(())
}

async fn set_disabled(store: &Store, name: &str, disabled: bool, now: DateTime<Utc>) -> Result<()> {
    let user = find(store, name).await?;
    store.set_user_disabled(&operator(), user.id, disabled, now).await?;
    let outcome = if disabled { "cannot sign in any more" } else { "can sign in again" };
    println!("{} {outcome}.", clean(&user.name));
    Ok(())
}

fn print_link(name: &str, link: &str) {
    println!("{} signs in once within 15 minutes with\n{link}", clean(name));
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
    match users.into_iter().find(|user| user.name.to_lowercase() == name.to_lowercase()) {
        Some(user) => Ok(user),
        None => match names(store).await? {
            nobody if nobody.is_empty() => {
                bail!("there is nobody yet; add somebody with: plimsoll user add NAME --role admin")
            }
            known => bail!("there is nobody named {}; there are: {known}", clean(name)),
        },
    }
}

async fn names(store: &Store) -> Result<String> {
    let users = store.list_users(&operator()).await?;
    Ok(users.iter().map(|user| clean(&user.name)).collect::<Vec<_>>().join(", "))
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
