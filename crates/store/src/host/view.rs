use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::finding::FindingRow;
use fleet::grades::GradeCounts;
use fleet::host::{HostDetail, HostFilter, HostRow, HostState};
use fleet::scan::{Missing, ScanError};
use fleet::{Actor, HostId, Page, Paged, Scope};
use posture::Outcome;
use posture::facts::{EngineKind, Host};
use sqlx::types::Json;
use uuid::Uuid;

use crate::scope::Selection;
use crate::{Result, Store, cursor, finding, stale, word};

impl Store {
    /// By name.
    pub async fn list_hosts(&self, actor: &Actor, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<HostRow>> {
        actor.require(Permission::Read)?;
        let selection = self.select(scope, now).await?;
        self.host_rows(&selection, &Part::default(), now).await
    }

    /// As [`Self::list_hosts`], in parts.
    pub async fn page_of_hosts(
        &self,
        actor: &Actor,
        filter: &HostFilter,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<HostRow>> {
        actor.require(Permission::Read)?;
        let selection = self.select(&filter.scope, now).await?;
        let states =
            (!filter.states.is_empty()).then(|| filter.states.iter().map(|state| state.as_str()).collect());
        let all = Part { states, ..Part::default() };
        let total = self.count_host_rows(&selection, &all, now).await?;
        let after = page.after.as_ref().map(cursor::read).transpose()?;
        let part = Part { after, limit: Some(i64::from(cursor::limit(page)) + 1), ..all };
        let mut items = self.host_rows(&selection, &part, now).await?;
        let next = cursor::end(&mut items, page, |last| (last.name.clone(), last.id.0))?;
        Ok(Paged { items, next, total })
    }

    pub async fn host(&self, actor: &Actor, id: HostId, now: DateTime<Utc>) -> Result<Option<HostDetail>> {
        actor.require(Permission::Read)?;
        let Some(row) =
            self.host_rows(&self.select(&Scope::host(id), now).await?, &Part::default(), now).await?.pop()
        else {
            return Ok(None);
        };
        let beside = sqlx::query!(
            r#"select scan_interval_s, added_at, f.body as "facts?: Json<Host>", o.body as "outcome?: Json<Outcome>"
               from hosts h left join facts f on f.hash = h.facts_hash left join outcomes o on o.hash = h.outcome_hash
               where id = $1"#,
            id.0
        )
        .fetch_one(&self.pool)
        .await?;
        let mut query = finding::select(now);
        finding::push_of_host(query.push(" where f.state <> 'resolved' and "), id.0);
        query.push(" order by f.severity desc, f.loss desc, f.id");
        let findings: Vec<finding::Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        Ok(Some(HostDetail {
            row,
            findings: findings.into_iter().map(FindingRow::try_from).collect::<Result<_>>()?,
            unknown: beside.outcome.map(|outcome| outcome.0.unknown).unwrap_or_default(),
            facts: beside.facts.map(|facts| facts.0),
            scan_interval_s: beside.scan_interval_s,
            added_at: beside.added_at,
        }))
    }

    /// Those that are selected, by name.
    async fn host_rows(
        &self,
        selection: &Selection,
        part: &Part,
        now: DateTime<Utc>,
    ) -> Result<Vec<HostRow>> {
        let (name, id) = part.after.as_ref().map(|(name, id)| (name, *id)).unzip();
        let rows = sqlx::query_as!(
            Raw,
            r#"select h.id, h.name, h.endpoint, h.labels as "labels: Json<BTreeMap<String, String>>",
                   h.scan_interval_s, h.seen_at, h.tried_at, h.failure as "failure: Json<ScanError>",
                   h.missing as "missing: Json<Vec<Missing>>", h.score, h.grade, h.complete, h.containers::bigint as "containers!",
                   f.body as "facts?: Json<Host>", case when h.engine_id is distinct from h.engine_known then h.engine_id_before end as engine_id_before,
                   (select other.name from hosts other
                    where other.engine_id = h.engine_id and other.id <> h.id and other.removed_at is null
                        and h.engine_id is distinct from h.engine_known
                    order by other.name limit 1) as twin
               from hosts h left join facts f on f.hash = h.facts_hash
               where h.removed_at is null and ($1::uuid[] is null or h.id = any($1))
                   and ($2::text[] is null or host_state(h, $3) = any($2))
                   and ($4::text is null or (lower(h.name), h.id) > (lower($4), $5))
               order by lower(h.name), h.id limit $6"#,
            selection.present_hosts(),
            part.states.as_deref() as _,
            now,
            name,
            id,
            part.limit
        )
        .fetch_all(&self.pool)
        .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut indexes = self.indexes(&ids).await?;
        rows.into_iter()
            .map(|row| {
                let (grades, index) = indexes.remove(&row.id).unwrap_or_default();
                row.finish(grades, index, now)
            })
            .collect()
    }

    /// How many the part would hold if it were everything.
    async fn count_host_rows(&self, selection: &Selection, part: &Part, now: DateTime<Utc>) -> Result<i64> {
        let total = sqlx::query_scalar!(
            r#"select count(*) as "count!" from hosts h
               where h.removed_at is null and ($1::uuid[] is null or h.id = any($1))
                   and ($2::text[] is null or host_state(h, $3) = any($2))"#,
            selection.present_hosts(),
            part.states.as_deref() as _,
            now
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(total)
    }

    /// Grades and mean score of each host's workloads that count.
    async fn indexes(&self, hosts: &[Uuid]) -> Result<HashMap<Uuid, (GradeCounts, Option<f64>)>> {
        let rows = sqlx::query!(
            r#"select host_id as "host_id!", a as "a!", unproven_a as "unproven_a!", b as "b!", c as "c!", d as "d!",
                   f as "f!", score as "score!"
               from host_tallies_now where host_id = any($1)"#,
            hosts
        )
        .fetch_all(&self.pool)
        .await?;
        let indexes = rows.into_iter().map(|row| {
            let grades =
                GradeCounts { a: row.a, unproven_a: row.unproven_a, b: row.b, c: row.c, d: row.d, f: row.f };
            let workloads = grades.total();
            (row.host_id, (grades, (workloads > 0).then(|| row.score / workloads as f64)))
        });
        Ok(indexes.collect())
    }
}

/// Which of the selected hosts.
#[derive(Debug, Default)]
struct Part {
    /// `None`: in any.
    states: Option<Vec<&'static str>>,
    /// Behind the host of this name and id.
    after: Option<(String, Uuid)>,
    /// `None`: all.
    limit: Option<i64>,
}

struct Raw {
    id: Uuid,
    name: String,
    endpoint: String,
    labels: Json<BTreeMap<String, String>>,
    scan_interval_s: i64,
    seen_at: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    failure: Option<Json<ScanError>>,
    missing: Json<Vec<Missing>>,
    score: Option<f64>,
    grade: Option<String>,
    complete: bool,
    containers: i64,
    facts: Option<Json<Host>>,
    engine_id_before: Option<String>,
    /// Another record that reports the same engine.
    twin: Option<String>,
}

impl Raw {
    fn finish(self, grades: GradeCounts, index: Option<f64>, now: DateTime<Utc>) -> Result<HostRow> {
        Ok(HostRow {
            id: HostId(self.id),
            state: self.state(now),
            clash: self.clash(),
            endpoint: word::word("endpoint", &self.endpoint)?,
            name: self.name,
            labels: self.labels.0,
            engine: self.facts.map(|facts| engine(&facts.0)).unwrap_or_default(),
            seen_at: self.seen_at,
            tried_at: self.tried_at,
            failure: self.failure.map(|failure| failure.0),
            missing: self.missing.0,
            score: self.score,
            grade: self.grade.map(|grade| word::word("grade", &grade)).transpose()?,
            complete: self.complete,
            containers: self.containers,
            grades,
            index,
        })
    }

    fn state(&self, now: DateTime<Utc>) -> HostState {
        let (failed, partial) = (self.failure.is_some(), !self.missing.0.is_empty());
        stale::state(failed, partial, self.seen_at, self.scan_interval_s, now)
    }

    fn clash(&self) -> Option<String> {
        match (&self.twin, &self.engine_id_before) {
            (Some(twin), _) => Some(format!("the host {twin} reports the same engine id")),
            (None, Some(before)) => Some(format!("the engine's id was {before} before")),
            (None, None) => None,
        }
    }
}

/// `Docker 27.3 on Debian 12`.
fn engine(facts: &Host) -> String {
    let kind = match facts.engine {
        EngineKind::Docker => "Docker",
        EngineKind::Podman => "Podman",
    };
    let mut words = vec![kind];
    if !facts.engine_version.is_empty() {
        words.push(&facts.engine_version);
    }
    if !facts.os.is_empty() {
        words.extend(["on", &facts.os]);
    }
    words.join(" ")
}
