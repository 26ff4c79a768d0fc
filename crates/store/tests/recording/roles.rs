use fleet::finding::{Decision, FindingFilter};
use fleet::workload::{Direction, WorkloadFilter, WorkloadSort};
use fleet::{Endpoint, FindingId, Page, Problem, Role, Scope, UserId};
use store::{Result, StoreError};
use uuid::Uuid;

use super::support::*;

fn needs<T>(result: Result<T>) -> Option<Role> {
    match result.err()? {
        StoreError::Problem(Problem::Forbidden { needs }) => Some(needs),
        _ => None,
    }
}

#[tokio::test]
async fn a_viewer_reads_everything() {
    let World { store, host, .. } = &World::new().await;
    let (viewer, at, page) = (user(Role::Viewer), minute(1), Page::default());
    let (filter, sort, up) = (WorkloadFilter::default(), WorkloadSort::Score, Direction::Ascending);
    let (nothing, everything) = (Uuid::from_u128(9), Scope::default());
    store.list_workloads(&viewer, &filter, sort, up, &page, at).await.unwrap();
    store.count_grades(&viewer, &filter, at).await.unwrap();
    store.workload(&viewer, nothing.into(), at).await.unwrap();
    store.workload_as_of(&viewer, nothing.into(), at).await.unwrap();
    store.workload_history(&viewer, nothing.into(), at, at).await.unwrap();
    store.list_findings(&viewer, &FindingFilter::default(), &page, at).await.unwrap();
    store.finding(&viewer, FindingId(nothing), at).await.unwrap();
    store.list_hosts(&viewer, &everything, at).await.unwrap();
    store.host(&viewer, *host, at).await.unwrap();
    store.overview(&viewer, &everything, minute(0), at).await.unwrap();
    store.overview_as_of(&viewer, &everything, at).await.unwrap();
    store.summary(&viewer, &everything, at).await.unwrap();
    store.request(&viewer, nothing.into()).await.unwrap();
    store.job_runs(&viewer).await.unwrap();
}

#[tokio::test]
async fn a_viewer_changes_nothing() {
    let World { store, host, .. } = &World::new().await;
    let (viewer, at) = (user(Role::Viewer), minute(1));
    let finding = FindingId(Uuid::from_u128(9));
    let decided = store.decide(&viewer, finding, None, &Decision::Acknowledge, at).await;
    assert_eq!(needs(decided), Some(Role::Analyst));
    assert_eq!(needs(store.request_scan(&viewer, *host, at).await), Some(Role::Analyst));
}

#[tokio::test]
async fn an_analyst_manages_neither_hosts_nor_people() {
    let World { store, host, .. } = &World::new().await;
    let (analyst, at) = (user(Role::Analyst), minute(1));
    let endpoint = || "tcp://10.0.0.7:2375".parse::<Endpoint>().unwrap();
    let someone = UserId(Uuid::from_u128(9));
    let admin = Some(Role::Admin);
    assert_eq!(needs(store.add_host(&analyst, &new_host("x"), at).await), admin);
    assert_eq!(needs(store.remove_host(&analyst, *host, at).await), admin);
    assert_eq!(needs(store.acknowledge_clash(&analyst, *host, at).await), admin);
    assert_eq!(needs(store.request_connection_test(&analyst, endpoint(), at).await), admin);
    assert_eq!(needs(store.add_user(&analyst, "eve", Role::Admin, None, at).await), admin);
    assert_eq!(needs(store.set_password(&analyst, someone, None, "a long password", at).await), admin);
    assert_eq!(needs(store.set_user_disabled(&analyst, someone, true, at).await), admin);
    assert_eq!(needs(store.list_users(&analyst).await), admin);
    assert_eq!(needs(store.sign_in_link(&analyst, None, at).await), admin);
    assert_eq!(store.list_hosts(&analyst, &Scope::default(), at).await.unwrap().len(), 1);
}
