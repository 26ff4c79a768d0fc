//! The hosts and projects that a scope selects, as SQL takes them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fleet::Scope;
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

    /// The condition on a project; begins with `and`.
    pub fn push_projects(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        if let Some(projects) = &self.projects {
            query.push(" and ").push(column).push(" = any(").push_bind(projects.clone()).push(")");
        }
    }
}

impl Store {
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
