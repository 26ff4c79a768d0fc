use fleet::Problem;
use fleet::image::{ImageDetail, ImageFilter, ImageRow};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::scope::{InScope, ScopeParameters};
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
}

/// Lists the images that containers run from now, most containers first.
#[utoipa::path(get, path = "/images", tag = "images", params(Paging, ImageQuery, ScopeParameters),
    responses((status = 200, body = List<ImageRow>), Refusals))]
async fn list(caller: Caller, query: ListQuery<InScope<ImageQuery>>) -> Answer<Json<List<ImageRow>>> {
    let InScope { scope, rest } = &query.filter;
    let filter = ImageFilter { search: rest.q.clone(), scope: scope.clone() };
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
