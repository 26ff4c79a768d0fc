//! A running server: everything that `serve` starts, in order, and stops again in reverse.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use fleet::Installation;
use store::Store;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::api::RateLimit;
use crate::cli::database::connect;
use crate::cli::{operator, sign_in_address};
use crate::config::{Exposure, Settings};
use crate::http::{self, Metrics, TlsListener, router, tls_configuration};
use crate::jobs::{self, Jobs, Pulse};
use crate::keys::Keys;
use crate::postgres::Embedded;
use crate::report::Postman;
use crate::webhook::{Reach, Sender, Webhooks};
use crate::{AppState, Clock, local_engine};

const CONNECTIONS: u32 = 32;
/// How long open requests may take to end when the server stops.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);
/// How long connections to the database that are still in use may take to be given back after that.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

pub struct Server {
    listener: TcpListener,
    listening: SocketAddr,
    exposure: Exposure,
    state: AppState,
    jobs: Jobs,
    embedded: Option<Embedded>,
}

/// What a server stands on: its address, its keys and an open database.
pub struct Foundations {
    listener: TcpListener,
    listening: SocketAddr,
    embedded: Option<Embedded>,
    kind: Installation,
    pub keys: Keys,
    pub store: Store,
}

impl Foundations {
    /// Brings up the database and its schema; nothing is served yet.
    ///
    /// # Errors
    /// Among others when the database is of another kind than `kind`.
    pub async fn lay(settings: &Settings, kind: Installation) -> Result<Self> {
        if let Exposure::Tls { certificate, key } = &settings.exposure {
            // Before anything is started that would have to be stopped again.
            tls_configuration(certificate, key)?;
        }
        Metrics::install();
        let keys = Keys::load_or_create(&settings.data_directory)?;
        let listener = TcpListener::bind(settings.listen).await.with_context(|| {
            format!(
                "listening on {}; is another server running there? choose another with --listen",
                settings.listen
            )
        })?;
        let listening = listener.local_addr().context("asking for the address listened on")?;
        let embedded = embedded(settings).await?;
        let url =
            embedded.as_ref().map(Embedded::url).or(settings.database_url.as_deref()).unwrap_or_default();
        let store = connect(url, CONNECTIONS).await?;
        let foundations = Self { listener, listening, embedded, kind, keys, store };
        match foundations.furnish().await {
            Ok(()) => Ok(foundations),
            Err(fault) => {
                foundations.give_up().await;
                Err(fault)
            }
        }
    }

    async fn furnish(&self) -> Result<()> {
        let migrated = match self.kind {
            Installation::Real => self.store.migrate().await,
            Installation::Demo => self.store.migrate_demo().await,
        };
        migrated.context("bringing the schema of the database up to date")?;
        match (self.kind, self.store.installation().await?) {
            (Installation::Real, Installation::Demo) => bail!(
                "this database is a demo's and stays one: start it with plimsoll demo, or give plimsoll serve \
                 another --data-dir or --database-url"
            ),
            (Installation::Demo, Installation::Real) => bail!(
                "this database is a real one, into which no simulated fleet goes: give plimsoll demo another \
                 --data-dir or an empty database"
            ),
            _ => Ok(()),
        }
    }

    /// Stops what was started.
    pub async fn give_up(self) {
        self.store.close().await;
        if let Some(embedded) = self.embedded
            && let Err(fault) = embedded.stop().await
        {
            warn!(%fault, "the embedded PostgreSQL could not be stopped");
        }
    }
}

impl Server {
    /// Brings up database, schema, listener and jobs. When it returns, connections are accepted.
    pub async fn start(settings: &Settings, clock: Clock) -> Result<Self> {
        let foundations = Foundations::lay(settings, Installation::Real).await?;
        local_engine::register(&foundations.store, settings.engine.as_ref(), clock.now()).await;
        Self::open(foundations, settings, clock)
    }

    /// Starts the jobs, and accepts connections. On a tokio runtime.
    pub fn open(foundations: Foundations, settings: &Settings, clock: Clock) -> Result<Self> {
        let Foundations { listener, listening, embedded, kind, keys, store } = foundations;
        let pulse = Pulse::default();
        let stop = CancellationToken::new();
        let mut state =
            AppState::new(store.clone(), clock.clone(), settings.exposure.clone(), pulse.clone(), stop);
        state.public_url.clone_from(&settings.public_url);
        state.rate = Arc::new(RateLimit::new(settings.api_rate, clock.clone()));
        state.installation = kind;
        let mut context = jobs::Context::new(store, clock, keys);
        context.sender = Sender::new(Reach::new(&settings.webhook_allow));
        context.address = settings.address(listening);
        context.postman = settings.smtp.as_ref().map(Postman::new).transpose()?;
        context.retention = settings.retention;
        state.address.clone_from(&context.address);
        state.webhooks = Webhooks::of(&context);
        let jobs = Jobs::start(&context, &state.notifications, &pulse);
        info!(%listening, "serving");
        Ok(Self { listener, listening, exposure: settings.exposure.clone(), state, jobs, embedded })
    }

    pub fn listening(&self) -> SocketAddr {
        self.listening
    }

    /// Whether nobody can sign in as an administrator yet.
    pub async fn needs_administrator(&self) -> Result<bool> {
        Ok(self.state.store.administrators().await? == 0)
    }

    /// A one-time sign-in link for the first administrator. Must never be logged.
    pub async fn first_administrator_link(&self, settings: &Settings) -> Result<String> {
        let link = self.state.store.sign_in_link(&operator(), None, self.state.clock.now()).await?;
        Ok(sign_in_address(&settings.address(self.listening), link.expose()))
    }

    /// Answers until `asked_to_stop`; then lets requests and jobs end, and stops PostgreSQL last.
    pub async fn run_until(self, asked_to_stop: impl Future<Output = ()>) -> Result<()> {
        let Self { listener, exposure, state, jobs, embedded, .. } = self;
        let stop = state.stop.clone();
        let routes = router(state.clone());
        let stopping = stop.clone();
        let asked = async move {
            asked_to_stop.await;
            stopping.cancel();
        };
        let served = serve(listener, &exposure, routes, asked);
        let drained_too_long = async {
            stop.cancelled().await;
            tokio::time::sleep(DRAIN_WITHIN).await;
        };
        let outcome = tokio::select! {
            outcome = served => outcome,
            () = drained_too_long => {
                warn!("some requests did not end in time and were cut off");
                Ok(())
            }
        };
        jobs.stop().await;
        if tokio::time::timeout(CLOSE_WITHIN, state.store.close()).await.is_err() {
            warn!("some connections to the database were not given back in time and are cut off");
        }
        if let Some(embedded) = embedded {
            embedded.stop().await?;
        }
        info!("stopped");
        outcome
    }
}

async fn embedded(settings: &Settings) -> Result<Option<Embedded>> {
    if settings.database_url.is_some() {
        return Ok(None);
    }
    let home = &settings.data_directory;
    let owned = Embedded::own(home).await.context("starting the embedded PostgreSQL")?;
    let owned = owned.with_context(|| {
        format!("another Plimsoll is using {}; stop it, or give this one another --data-dir", home.display())
    })?;
    Ok(Some(owned))
}

async fn serve(
    listener: TcpListener,
    exposure: &Exposure,
    routes: Router,
    asked_to_stop: impl Future<Output = ()>,
) -> Result<()> {
    match exposure {
        Exposure::Tls { certificate, key } => {
            let listener = TlsListener::new(listener, tls_configuration(certificate, key)?)?;
            http::serve(listener, routes, asked_to_stop).await;
        }
        Exposure::Loopback | Exposure::BehindProxy => http::serve(listener, routes, asked_to_stop).await,
    }
    Ok(())
}
