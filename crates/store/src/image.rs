use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::image::{ImageDetail, ImageFilter, ImageRow, ImageRun};
use fleet::{Actor, HostId, Page, Paged, WorkloadId};
use posture::Grade;
use posture::facts::Image;
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};

use crate::scope::Selection;
use crate::{Result, Store, cursor, word};

const MOST_RUNS: i64 = 1_000;

impl Store {
    /// What containers run from now, most containers first.
    pub async fn list_images(
        &self,
        actor: &Actor,
        filter: &ImageFilter,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<Paged<ImageRow>> {
        actor.require(Permission::Read)?;
        let selection = self.select(&filter.scope, now).await?;
        let mut query = QueryBuilder::new(ROWS);
        push_from(&mut query, filter, &selection);
        query.push(" group by c.image_id");
        if let Some(after) = &page.after {
            let (containers, id): (i64, String) = cursor::read(after)?;
            query.push(" having (-count(*), c.image_id) > (").push_bind(-containers);
            query.push(", ").push_bind(id).push(")");
        }
        query
            .push(" order by count(*) desc, c.image_id limit ")
            .push_bind(i64::from(cursor::limit(page)) + 1);
        let mut rows: Vec<Raw> = query.build_query_as().fetch_all(&self.pool).await?;
        let next = cursor::end(&mut rows, page, |last| (last.containers, last.id.clone()))?;
        let items: Vec<ImageRow> = rows.into_iter().map(ImageRow::try_from).collect::<Result<_>>()?;
        Ok(Paged { items, next, total: self.count_images(filter, &selection).await? })
    }

    /// No further than a list's total goes.
    async fn count_images(&self, filter: &ImageFilter, selection: &Selection) -> Result<i64> {
        let mut query = QueryBuilder::new("select count(*) from (select");
        push_from(&mut query, filter, selection);
        query.push(" group by c.image_id limit ").push_bind(Paged::<ImageRow>::MOST_COUNTED + 1);
        query.push(") as counted");
        Ok(query.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// An image and what runs from it; `None`: nothing does.
    pub async fn image(&self, actor: &Actor, id: &str) -> Result<Option<ImageDetail>> {
        actor.require(Permission::Read)?;
        let id = id.replace('\0', "");
        let mut query = QueryBuilder::new(ROWS);
        push_from(&mut query, &ImageFilter::default(), &Selection::default());
        query.push(" and c.image_id = ").push_bind(&id).push(" group by c.image_id");
        let row: Option<Raw> = query.build_query_as().fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let facts = sqlx::query_scalar!(
            r#"select f.body as "body: Json<Image>" from containers c join facts f on f.hash = c.image_hash
               where c.image_id = $1 limit 1"#,
            id
        )
        .fetch_optional(&self.pool)
        .await?;
        let created_at = facts.and_then(|facts| facts.0.created_at);
        Ok(Some(ImageDetail { row: row.try_into()?, created_at, runs: self.image_runs(&id).await? }))
    }

    async fn image_runs(&self, id: &str) -> Result<Vec<ImageRun>> {
        let rows = sqlx::query!(
            r#"select w.id, w.name, w.host_id, w.host_name, w.grade, count(*) as "containers!"
               from containers c join workloads w on w.id = c.workload_id
               where c.image_id = $1
               group by w.id order by w.host_name, w.name, w.id limit $2"#,
            id,
            MOST_RUNS
        )
        .fetch_all(&self.pool)
        .await?;
        let runs = rows.into_iter().map(|row| {
            Ok(ImageRun {
                workload_id: WorkloadId(row.id),
                workload_name: row.name,
                host_id: HostId(row.host_id),
                host_name: row.host_name,
                containers: row.containers,
                grade: word::word("grade", &row.grade)?,
            })
        });
        runs.collect()
    }
}

/// An image's containers together.
const ROWS: &str = "select c.image_id as id, array_agg(distinct c.image order by c.image) as names,
    count(distinct c.host_id) as hosts, count(distinct c.workload_id) as workloads, count(*) as containers,
    max(w.grade) as worst_grade";

/// Containers `c` and their workloads `w`; ends inside its condition.
fn push_from(query: &mut QueryBuilder<Postgres>, filter: &ImageFilter, selection: &Selection) {
    query.push(" from containers c join workloads w on w.id = c.workload_id where true");
    selection.push_hosts(query, "c.host_id");
    selection.push_projects(query, "w.project");
    for pattern in cursor::patterns(filter.search.as_deref()) {
        query.push(" and lower(c.image) like ").push_bind(pattern);
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Raw {
    id: String,
    names: Vec<String>,
    hosts: i64,
    workloads: i64,
    containers: i64,
    /// Grades sort as their letters do.
    worst_grade: String,
}

impl TryFrom<Raw> for ImageRow {
    type Error = crate::StoreError;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            references: raw.names,
            hosts: raw.hosts,
            workloads: raw.workloads,
            containers: raw.containers,
            worst_grade: word::word::<Grade>("grade", &raw.worst_grade)?,
        })
    }
}
