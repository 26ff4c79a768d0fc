use fleet::Problem;
use fleet::access::Permission;
use fleet::rule::RuleEntry;
use utoipa_axum::routes;

use super::{
    Answer, Caller, Json, Known, List, ListQuery, NoFilter, Operations, Paging, Path, Refusals, Tagged,
};

pub fn operations() -> Operations {
    Operations::new().routes(routes!(list)).routes(routes!(get))
}

/// Lists the rules that containers and hosts are checked by, by id.
#[utoipa::path(get, path = "/rules", tag = "rules", params(Paging),
    responses((status = 200, body = List<RuleEntry>), Refusals))]
async fn list(caller: Caller, query: ListQuery<NoFilter>) -> Answer<Json<List<RuleEntry>>> {
    caller.actor.require(Permission::Read)?;
    let rules = posture::rules::ALL.iter().map(|rule| RuleEntry::from(*rule)).collect();
    query.answer_of(rules, |rule: &RuleEntry| rule.id.clone())
}

/// A rule: why it matters, what to do about it, where others say the same.
#[utoipa::path(get, path = "/rules/{id}", tag = "rules", params(("id" = String, Path, example = "CAP-003")),
    responses((status = 200, body = RuleEntry, headers(("ETag" = String))), Refusals))]
async fn get(caller: Caller, Path(id): Path<String>, known: Known) -> Answer<Tagged<RuleEntry>> {
    caller.actor.require(Permission::Read)?;
    let rule = posture::rules::find(&id).ok_or(Problem::NotFound)?;
    Ok(Tagged::by_content(RuleEntry::from(rule), &known))
}
