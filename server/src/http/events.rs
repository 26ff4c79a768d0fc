//! Live progress as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Extension, Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use fleet::request::Request;
use fleet::{Actor, Problem, RequestId};
use futures::{Stream, StreamExt, stream};
use http::HeaderMap;
use store::{Notification, Store};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::problem;
use crate::AppState;

/// A notification may be lost while the database restarts, so what it is about is also read now and then.
const READ_AGAIN: Duration = Duration::from_secs(2);
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
const WAITING: usize = 256;

/// What the database notifies of, shared by all who wait in this process: one connection, however many browsers.
#[derive(Debug, Clone)]
pub struct Notifications(broadcast::Sender<Notification>);

impl Notifications {
    /// Listens until `stop`; reconnects for as long as it has to.
    pub fn start(store: Store, stop: CancellationToken) -> Self {
        let (sender, _) = broadcast::channel(WAITING);
        let outlet = sender.clone();
        tokio::spawn(async move {
            stop.run_until_cancelled(listen(store, outlet)).await;
        });
        Self(sender)
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Notification> {
        self.0.subscribe()
    }
}

async fn listen(store: Store, outlet: broadcast::Sender<Notification>) {
    loop {
        match store.listen().await {
            Ok(mut notifications) => {
                while let Ok(notification) = notifications.next().await {
                    // Nobody waiting is no fault.
                    let _ = outlet.send(notification);
                }
                debug!("the database stopped notifying; listening again");
            }
            Err(fault) => warn!(%fault, "cannot listen to the database"),
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

/// `GET /events/requests/{id}`: each event is a [`Request`] as JSON; the stream ends when it is over.
pub async fn of_request(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<RequestId>,
    headers: HeaderMap,
) -> Response {
    // Subscribed before the first reading, so that nothing falls between the two.
    let notified = state.notifications.subscribe();
    match state.store.request(&actor, id).await {
        Ok(Some(first)) => {
            let events = progress(state.clone(), actor, first, notified);
            Sse::new(events.take_until(state.stop.clone().cancelled_owned()))
                .keep_alive(KeepAlive::default())
                .into_response()
        }
        Ok(None) => problem::respond(&Problem::NotFound, &headers),
        Err(fault) => problem::respond(&fault.told(), &headers),
    }
}

struct Watch {
    state: AppState,
    actor: Actor,
    notified: broadcast::Receiver<Notification>,
    shown: Option<Request>,
    next: Option<Request>,
}

fn progress(
    state: AppState,
    actor: Actor,
    first: Request,
    notified: broadcast::Receiver<Notification>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let watch = Watch { state, actor, notified, shown: None, next: Some(first) };
    stream::unfold(watch, |mut watch| async move {
        let request = match watch.next.take() {
            Some(first) => first,
            None => changed(&mut watch).await?,
        };
        let event = Event::default().json_data(&request).ok()?;
        watch.shown = Some(request);
        Some((Ok(event), watch))
    })
}

/// The request as soon as it differs from what was shown last; nothing when that was the end.
async fn changed(watch: &mut Watch) -> Option<Request> {
    let shown = watch.shown.as_ref()?;
    if shown.progress.is_over() {
        return None;
    }
    let subject = Notification::Request(shown.id);
    loop {
        wait_for(subject, &mut watch.notified).await;
        match watch.state.store.request(&watch.actor, shown.id).await {
            Ok(Some(now)) if now.progress != shown.progress => return Some(now),
            Ok(None) => return None,
            // Also while the database is away: the browser sees a pause, not an end.
            Ok(Some(_)) | Err(_) => {}
        }
    }
}

async fn wait_for(subject: Notification, notified: &mut broadcast::Receiver<Notification>) {
    let heard = async {
        loop {
            match notified.recv().await {
                Ok(heard) if heard == subject => return,
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    let _ = tokio::time::timeout(READ_AGAIN, heard).await;
}
