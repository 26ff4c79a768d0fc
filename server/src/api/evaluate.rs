use fleet::access::Permission;
use posture::Policy;
use utoipa_axum::routes;

use super::json::JsonText;
use super::{Answer, BodyRefusals, Caller, Json, Operations, Refusal, Refusals};
use crate::cli::scan::{Document, InspectError};

/// Bytes: what `docker inspect` prints for some thousand containers.
const LARGEST: usize = 8 * 1024 * 1024;

pub fn operations() -> Operations {
    Operations::new().routes(routes!(evaluate))
}

/// Scores containers from what `docker inspect` prints for them; nothing is stored.
///
/// The body is the array that `docker inspect $(docker ps -aq) $(docker images -q)` prints, at most 8 MiB. Under the
/// default policy, with nothing accepted; what hangs on the host is unknown.
#[utoipa::path(post, path = "/evaluate", tag = "evaluate",
    request_body(content = Vec<Object>, description = "What `docker inspect` prints", content_type = "application/json"),
    responses((status = 200, body = Document), Refusals, BodyRefusals))]
async fn evaluate(caller: Caller, JsonText(text): JsonText<LARGEST>) -> Answer<Json<Document>> {
    caller.actor.require(Permission::Read)?;
    let now = caller.now;
    let evaluated =
        tokio::task::spawn_blocking(move || Document::of_inspection(&text, &Policy::default(), now)).await;
    match evaluated.map_err(|_| Refusal::Problem(fleet::Problem::Internal))? {
        Ok(document) => Ok(Json(document)),
        Err(InspectError::NotInspection(fault)) => Err(Refusal::invalid("body", fault.to_string())),
        Err(InspectError::Nothing) => Err(Refusal::invalid("body", "it holds no container")),
    }
}
