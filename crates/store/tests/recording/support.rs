use chrono::{DateTime, TimeDelta, Utc};
use fleet::finding::{Decision, FindingFilter, FindingRow, FindingState};
use fleet::host::NewHost;
use fleet::scan::{Missing, MissingWhat, Scan, ScanRecorded, ScannedContainer};
use fleet::workload::{Direction, WorkloadDetail, WorkloadFilter, WorkloadRow, WorkloadSort};
use fleet::{Actor, FindingId, HostId, Page, Role, Scope, UserId, WorkloadId};
use posture::testing::{self, Sample};
use store::Store;
use store::testing::Database;
use uuid::Uuid;

/// A database with one host that was added at [`minute`] 0.
pub struct World {
    _database: Database,
    pub store: Store,
    pub host: HostId,
}

/// Minutes after the moment at which the samples of facts are judged.
pub fn minute(minutes: i64) -> DateTime<Utc> {
    testing::now() + TimeDelta::minutes(minutes)
}

pub fn user(role: Role) -> Actor {
    Actor::User { id: UserId(Uuid::from_u128(7)), name: role.to_string(), role }
}

pub fn admin() -> Actor {
    user(Role::Admin)
}

pub fn in_scope(parameters: &[(&str, &str)]) -> Scope {
    Scope::read(parameters.iter().copied()).unwrap()
}

pub fn new_host(name: &str) -> NewHost {
    NewHost {
        name: name.into(),
        endpoint: format!("unix:///run/{name}.sock").parse().unwrap(),
        labels: [("env".to_owned(), "prod".to_owned())].into(),
        scan_interval_s: 300,
    }
}

/// A container of this sample, whose engine id follows from its name and `generation`.
pub fn container(name: &str, generation: u32, sample: &Sample) -> ScannedContainer {
    ScannedContainer {
        engine_id: blake3::hash(format!("{name} {generation}").as_bytes()).to_hex().to_string(),
        name: name.into(),
        facts: sample.container.clone(),
        runtime: sample.runtime.clone(),
        command_hash: "c0ffee".into(),
        fingerprints: Vec::new(),
    }
}

/// `docker run nginx:latest`.
pub fn plain(name: &str) -> ScannedContainer {
    container(name, 1, &testing::plain())
}

/// Has one critical finding, MNT-001, and with it an escape path.
pub fn with_socket(name: &str, generation: u32) -> ScannedContainer {
    let sample = testing::hardened().bind("/var/run/docker.sock", "/var/run/docker.sock");
    container(name, generation, &sample)
}

/// Has no finding.
pub fn hardened(name: &str, generation: u32) -> ScannedContainer {
    container(name, generation, &testing::hardened())
}

/// Two containers of one Compose service.
pub fn in_project(mut container: ScannedContainer, project: &str, service: &str) -> ScannedContainer {
    let labels = [("com.docker.compose.project", project), ("com.docker.compose.service", service)];
    container.facts.labels.extend(labels.map(|(key, value)| (key.into(), Some(value.into()))));
    container
}

pub fn scan(containers: &[ScannedContainer]) -> Scan {
    let sample = testing::hardened_host();
    Scan {
        started_at: minute(0),
        finished_at: minute(0),
        host: sample.host,
        containers: containers.to_vec(),
        images: sample.image.into_iter().collect(),
        tags: Vec::new(),
        missing: Vec::new(),
    }
}

pub fn missing(what: MissingWhat) -> Missing {
    Missing { what, reason: "the engine answered 500".into() }
}

impl World {
    pub async fn new() -> Self {
        let database = Database::create().await;
        let store = database.store().await;
        let host = store.add_host(&admin(), &new_host("berlin-1"), minute(0)).await.unwrap();
        Self { _database: database, store, host }
    }

    pub async fn scan(&self, at: i64, containers: &[ScannedContainer]) -> ScanRecorded {
        self.record(at, &scan(containers)).await
    }

    pub async fn record(&self, at: i64, scan: &Scan) -> ScanRecorded {
        self.store.record_scan(self.host, scan, minute(at)).await.unwrap()
    }

    pub async fn workloads(&self, at: i64) -> Vec<WorkloadRow> {
        let filter = WorkloadFilter { include_gone: true, ..WorkloadFilter::default() };
        let (sort, up) = (WorkloadSort::Name, Direction::Ascending);
        let paged = self
            .store
            .list_workloads(&admin(), &filter, sort, up, &Page::first(500), minute(at))
            .await
            .unwrap();
        assert_eq!(paged.total as usize, paged.items.len());
        paged.items
    }

    /// Names of the workloads that the filter takes.
    pub async fn names(&self, filter: &WorkloadFilter, at: i64) -> Vec<String> {
        let (sort, up) = (WorkloadSort::Name, Direction::Ascending);
        let page = Page::first(500);
        let listed = self.store.list_workloads(&admin(), filter, sort, up, &page, minute(at)).await.unwrap();
        listed.items.into_iter().map(|row| row.name).collect()
    }

    pub async fn workload(&self, name: &str, at: i64) -> WorkloadDetail {
        let id = self.id_of(name, at).await;
        self.store.workload(&admin(), id, minute(at)).await.unwrap().unwrap()
    }

    pub async fn id_of(&self, name: &str, at: i64) -> WorkloadId {
        self.workloads(at).await.into_iter().find(|row| row.name == name).expect(name).id
    }

    /// All findings of workloads, whatever their state, in the order of rule and subject.
    pub async fn findings(&self, at: i64) -> Vec<FindingRow> {
        let filter = FindingFilter { states: FindingState::ALL.to_vec(), ..FindingFilter::default() };
        let paged = self.store.list_findings(&admin(), &filter, &Page::first(500), minute(at)).await.unwrap();
        let mut rows = paged.items;
        rows.retain(|row| row.dimension.is_some());
        rows.sort_by(|a, b| (&a.rule, &a.subject).cmp(&(&b.rule, &b.subject)));
        rows
    }

    /// `RULE state` of each.
    pub async fn states(&self, at: i64) -> Vec<String> {
        self.findings(at).await.iter().map(|row| format!("{} {}", row.rule, row.state.as_str())).collect()
    }

    pub async fn finding(&self, rule: &str, at: i64) -> FindingRow {
        self.findings(at).await.into_iter().find(|row| row.rule == rule).expect(rule)
    }

    /// Kinds of its events, oldest first.
    pub async fn events(&self, id: FindingId, at: i64) -> Vec<String> {
        let detail = self.store.finding(&admin(), id, minute(at)).await.unwrap().unwrap();
        detail.events.iter().rev().map(|event| event.kind.as_str().to_owned()).collect()
    }

    pub async fn decide(&self, rule: &str, decision: &Decision, at: i64) -> FindingRow {
        let id = self.finding(rule, at).await.id;
        self.store.decide(&user(Role::Analyst), id, None, decision, minute(at)).await.unwrap()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.store.pool()).await.unwrap()
    }
}

pub fn accept_until(at: i64) -> Decision {
    Decision::Accept { reason: "only reachable from the build network".into(), until: minute(at) }
}
