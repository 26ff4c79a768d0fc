//! The whole application in process: every route, every job, a database of its own, and a clock that stands still
//! until the test moves it.

mod browser;
mod database;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use fleet::host::NewHost;
use fleet::scan::ScannedContainer;
use fleet::{Actor, HostId, Role};
use server::api::RateLimit;
use server::clock::Hand;
use server::config::Exposure;
use server::jobs::{Context, Job, Pulse, Report};
use server::keys::Keys;
use server::webhook::Webhooks;
use server::{AppState, Clock};
use store::Store;
use store::testing::Database;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::sample;

pub use browser::{Answer, Browser, location, sent_on, text};

/// Of every user that a test adds.
pub const PASSWORD: &str = "correct horse battery";

pub struct TestApp {
    pub store: Store,
    pub clock: Hand,
    /// Where the clock stood at first.
    pub start: DateTime<Utc>,
    pub pulse: Pulse,
    pub jobs: Context,
    visitor: Browser,
    state: AppState,
    database: Database,
}

impl TestApp {
    /// # Panics
    /// When there is no PostgreSQL on this machine.
    pub async fn open() -> Self {
        Self::exposed(Exposure::Loopback).await
    }

    /// # Panics
    /// As [`Self::open`].
    pub async fn exposed(exposure: Exposure) -> Self {
        let start = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single().expect("a moment");
        Self::at(start, exposure).await
    }

    /// # Panics
    /// As [`Self::open`].
    pub async fn at(start: DateTime<Utc>, exposure: Exposure) -> Self {
        let database = Database::create().await;
        let store = database.store().await;
        let (clock, hand) = Clock::standing(start);
        let pulse = Pulse::default();
        let jobs = Context::new(store.clone(), clock.clone(), Keys::passing());
        let mut state =
            AppState::new(store.clone(), clock, exposure, pulse.clone(), CancellationToken::new());
        state.webhooks = Webhooks::of(&jobs);
        server::http::Metrics::install();
        Self {
            jobs,
            visitor: Browser::new(server::http::router(state.clone())),
            state,
            store,
            clock: hand,
            start,
            pulse,
            database,
        }
    }

    /// An application whose API answers each caller so many requests a minute.
    ///
    /// # Panics
    /// As [`Self::open`]; for zero requests.
    pub async fn with_rate(per_minute: u32) -> Self {
        let mut app = Self::open().await;
        let per_minute = per_minute.try_into().expect("not zero");
        app.state.rate = Arc::new(RateLimit::new(per_minute, app.jobs.clock.clone()));
        app.visitor = Browser::new(server::http::router(app.state.clone()));
        app
    }

    /// A visitor of another server on the same database.
    pub async fn replica(&self) -> Browser {
        let (clock, stop) = (self.jobs.clock.clone(), CancellationToken::new());
        let store = self.database.store().await;
        let mut state = AppState::new(store, clock, Exposure::Loopback, self.pulse.clone(), stop);
        state.webhooks = Webhooks::of(&self.jobs);
        Browser::new(server::http::router(state))
    }

    /// Listens on a port of this machine, as long as the test runs.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let routes = server::http::router(self.state.clone());
        tokio::spawn(server::http::serve(listener, routes, std::future::pending()));
        address
    }

    /// Runs every job once at the clock's time. By the job's name, what it did.
    ///
    /// # Panics
    /// When a job fails.
    pub async fn run_jobs(&self) -> BTreeMap<&'static str, Report> {
        let mut reports = BTreeMap::new();
        for job in Job::ALL {
            let report = job.run_once(&self.jobs, self.jobs.clock.now()).await;
            reports.insert(job.name(), report.unwrap_or_else(|fault| panic!("{}: {fault:#}", job.name())));
        }
        reports
    }

    /// Moves the clock, then [`Self::run_jobs`].
    ///
    /// # Panics
    /// When a job fails.
    pub async fn run_jobs_after(&self, pause: TimeDelta) -> BTreeMap<&'static str, Report> {
        self.clock.advance(pause);
        self.run_jobs().await
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.jobs.clock.now()
    }

    /// The operator, who may do everything.
    pub fn operator(&self) -> Actor {
        Actor::System("test".into())
    }

    pub async fn add_user(&self, name: &str, role: Role) {
        let added = self.store.add_user(&self.operator(), name, role, Some(PASSWORD), self.now()).await;
        added.expect("the name is free");
    }

    /// # Panics
    /// When another host has its name or address.
    pub async fn add_host(&self, host: &NewHost) -> HostId {
        self.store.add_host(&self.operator(), host, self.now()).await.expect("a new host")
    }

    /// Records that these containers, and no others, were found on the host now.
    ///
    /// # Panics
    /// When there is no such host.
    pub async fn record_scan(&self, host: HostId, containers: Vec<ScannedContainer>) {
        let scan = sample::scan(self.now(), containers);
        self.store.record_scan(host, &scan, self.now()).await.expect("recorded");
    }

    /// Of a visitor who has not signed in.
    pub fn browser(&self) -> Browser {
        self.visitor.clone()
    }

    /// Adds a user and signs them in by the form.
    pub async fn signed_in(&self, name: &str, role: Role) -> Browser {
        self.add_user(name, role).await;
        let mut browser = self.browser();
        let answer = browser.submit("/session", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(location(&answer), "/", "signing in leads to the overview");
        browser
    }
}
