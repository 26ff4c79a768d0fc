//! The hosts and projects that a scope selects, as SQL takes them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::scope::{LabelChoice, ScopeChoices};
use fleet::{Actor, HostId, Scope};
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::{Result, Store};

/// `None`: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    hosts: Option<Vec<Uuid>>,
    projects: Option<Vec<String>>,
}

impl Selection {
    pub fn hosts(&self) -> Option<&[Uuid]> {
        self.hosts.as_deref()
    }

    pub fn projects(&self) -> Option<&[String]> {
        self.projects.as_deref()
    }

    /// The condition on a host's id; begins with `and`.
    pub fn push_hosts(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        if let Some(hosts) = &self.hosts {
            query.push(" and ").push(column).push(" = any(").push_bind(hosts.clone()).push(")");
        }
    }

    /// The condition on the target of an event, a workload or a host; begins with `and`. As on the overview.
    pub fn push_targets(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        if self.hosts.is_none() && self.projects.is_none() {
            return;
        }
        query.push(" and ").push(column).push(" in (select id from workloads where true");
        self.push_hosts(query, "host_id");
        self.push_projects(query, "project");
        if let (Some(hosts), None) = (&self.hosts, &self.projects) {
            query.push(" union all select id from unnest(").push_bind(hosts.clone()).push(") as host (id)");
        }
        query.push(")");
    }

    /// The condition on a project; begins with `and`.
    pub fn push_projects(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        if let Some(projects) = &self.projects {
            query.push(" and ").push(column).push(" = any(").push_bind(projects.clone()).push(")");
        }
    }
}

/// How many labels are offered, and up to how many hosts all of them are.
const MOST_LABELS: i64 = 60;
const MOST_HOSTS: i64 = 100;

impl Store {
    /// What there is to choose from.
    pub async fn scope_choices(&self, actor: &Actor, scope: &Scope) -> Result<ScopeChoices> {
        actor.require(Permission::Read)?;
        let labels = sqlx::query_as!(
            LabelChoice,
            r#"select label.key as "key!", label.value as "value!", count(*) as "hosts!"
               from hosts, jsonb_each_text(labels) as label (key, value)
               where removed_at is null
               group by label.key, label.value order by 3 desc, 1, 2 limit $1"#,
            MOST_LABELS
        )
        .fetch_all(&self.pool)
        .await?;
        let named: Vec<Uuid> = scope.hosts.iter().map(|host| host.0).collect();
        let hosts = sqlx::query!(
            "with present as (select id from hosts where removed_at is null)
             select id, name from hosts
             where id = any($1) or (id in (select id from present) and (select count(*) from present) <= $2)
             order by lower(name)",
            &named,
            MOST_HOSTS
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(ScopeChoices { labels, hosts: hosts.into_iter().map(|row| (HostId(row.id), row.name)).collect() })
    }

    /// What the scope selects at a moment. With a project, hosts are those that then had a workload of it.
    pub(crate) async fn select(&self, scope: &Scope, at: DateTime<Utc>) -> Result<Selection> {
        let projects = (!scope.is_of_hosts())
            .then(|| scope.projects.iter().map(|project| project.replace('\0', "")).collect());
        let hosts = if scope.labels.is_everything() && projects.is_none() {
            (!scope.hosts.is_empty()).then(|| scope.hosts.iter().map(|host| host.0).collect())
        } else {
            Some(self.select_hosts(scope, projects.as_deref(), at).await?)
        };
        Ok(Selection { hosts, projects })
    }

    async fn select_hosts(
        &self,
        scope: &Scope,
        projects: Option<&[String]>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Uuid>> {
        let named: Vec<Uuid> = scope.hosts.iter().map(|host| host.0).collect();
        let labels: BTreeMap<String, Vec<String>> = scope
            .labels
            .0
            .iter()
            .map(|(key, values)| (key.clone(), values.iter().cloned().collect()))
            .collect();
        let hosts = sqlx::query_scalar!(
            "select id from hosts h
             where (cardinality($1::uuid[]) = 0 or id = any($1))
                 and not exists (
                     select from jsonb_each($2) as wanted (key, allowed)
                     where not coalesce(wanted.allowed ? (h.labels ->> wanted.key), false))
                 and ($3::text[] is null or exists (
                     select from workloads
                     where host_id = h.id and project = any($3) and first_seen_at <= $4
                         and (gone_at is null or gone_at > $4)))
             order by id",
            &named,
            Json(labels) as _,
            projects,
            at
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(hosts)
    }
}
