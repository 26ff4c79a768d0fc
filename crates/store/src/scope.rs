//! The hosts and projects that a scope selects, as SQL takes them.

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
    present_hosts: Option<Vec<Uuid>>,
    projects: Option<Vec<String>>,
}

impl Selection {
    /// With projects: those that had a workload of one at any time until then. The past of a workload that is gone
    /// lies here too.
    pub fn hosts(&self) -> Option<&[Uuid]> {
        self.hosts.as_deref()
    }

    /// With projects: those of [`Self::hosts`] that had a workload of one at that moment.
    pub fn present_hosts(&self) -> Option<&[Uuid]> {
        self.present_hosts.as_deref()
    }

    pub fn projects(&self) -> Option<&[String]> {
        self.projects.as_deref()
    }

    /// The condition on a host's id; begins with `and`.
    pub fn push_hosts(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        push_any(query, column, self.hosts());
    }

    /// As [`Self::push_hosts`], of the present hosts.
    pub fn push_present_hosts(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        push_any(query, column, self.present_hosts());
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

fn push_any(query: &mut QueryBuilder<Postgres>, column: &str, hosts: Option<&[Uuid]>) {
    if let Some(hosts) = hosts {
        query.push(" and ").push(column).push(" = any(").push_bind(hosts.to_vec()).push(")");
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

    /// What the scope selects at a moment.
    ///
    /// # Errors
    /// `Invalid` for one that says what no host can have.
    pub(crate) async fn select(&self, scope: &Scope, at: DateTime<Utc>) -> Result<Selection> {
        scope.check()?;
        let projects: Option<Vec<String>> =
            (!scope.is_of_hosts()).then(|| scope.projects.iter().cloned().collect());
        if !scope.labels.is_everything() || projects.is_some() {
            return self.select_hosts(scope, projects, at).await;
        }
        let hosts: Option<Vec<Uuid>> =
            (!scope.hosts.is_empty()).then(|| scope.hosts.iter().map(|host| host.0).collect());
        Ok(Selection { present_hosts: hosts.clone(), hosts, projects })
    }

    async fn select_hosts(
        &self,
        scope: &Scope,
        projects: Option<Vec<String>>,
        at: DateTime<Utc>,
    ) -> Result<Selection> {
        let named: Vec<Uuid> = scope.hosts.iter().map(|host| host.0).collect();
        let rows = sqlx::query!(
            r#"with of_projects as (
                 select host_id, bool_or(gone_at is null or gone_at > $4) as present from (
                     select host_id, gone_at, first_seen_at from workloads
                     where counts and project <> '' and project = any($3)
                     union all
                     select host_id, gone_at, first_seen_at from workloads
                     where not counts and project <> '' and project = any($3)) as workload
                 where first_seen_at <= $4 group by host_id)
             select id, coalesce(present, true) as "present!"
             from hosts h left join of_projects on host_id = id
             where (cardinality($1::uuid[]) = 0 or id = any($1))
                 and not exists (
                     select from jsonb_each($2) as wanted (key, allowed)
                     where not coalesce(wanted.allowed ? (h.labels ->> wanted.key), false))
                 and ($3::text[] is null or host_id is not null)
             order by id"#,
            &named,
            Json(&scope.labels) as _,
            projects.as_deref(),
            at
        )
        .fetch_all(&self.pool)
        .await?;
        let present_hosts = rows.iter().filter(|row| row.present).map(|row| row.id).collect();
        let hosts = rows.into_iter().map(|row| row.id).collect();
        Ok(Selection { hosts: Some(hosts), present_hosts: Some(present_hosts), projects })
    }
}
