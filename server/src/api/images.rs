use fleet::Problem;
use fleet::image::{ImageDetail, ImageFilter, ImageRow};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::scope::scope;
use super::{Answer, Caller, Json, Known, List, ListQuery, Operations, Paging, Path, Refusals, Tagged};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list)).routes(routes!(get))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImageQuery {
    /// Words in what containers call it.
    #[param(min_length = 1)]
    q: Option<String>,
    /// Only on hosts with this label: `team=payments`. Of several keys all must hold, of one key any value.
    #[serde(default)]
    label: Vec<String>,
    /// Only on these hosts, by id.
    #[serde(default)]
    host: Vec<String>,
    /// Only of these Compose projects, Swarm stacks, Kubernetes namespaces.
    #[serde(default)]
    project: Vec<String>,
}

/// Lists the images that containers run from now, most containers first.
#[utoipa::path(get, path = "/images", tag = "images", params(Paging, ImageQuery),
    responses((status = 200, body = List<ImageRow>), Refusals))]
async fn list(caller: Caller, query: ListQuery<ImageQuery>) -> Answer<Json<List<ImageRow>>> {
    let ImageQuery { q, label, host, project } = &query.filter;
    let filter = ImageFilter { search: q.clone(), scope: scope(label, host, project)? };
    let images = caller.store.list_images(&caller.actor, &filter, &query.page, caller.now).await?;
    Ok(query.answer(images))
}

/// An image and what runs from it, where.
#[utoipa::path(get, path = "/images/{id}", tag = "images",
    params(("id" = String, Path, description = "`sha256:` and 64 hexadecimal digits")),
    responses((status = 200, body = ImageDetail, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<String>, known: Known) -> Answer<Tagged<ImageDetail>> {
    let image = caller.store.image(&caller.actor, &id).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged::by_content(image, &known))
}
