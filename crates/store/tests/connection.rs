//! Opening a database, bringing its schema up to date, telling whether it is.

use store::testing::Database;

#[tokio::test]
async fn an_empty_database_is_brought_up_to_date_once() {
    let database = Database::create_empty().await;
    let store = database.store().await;
    assert!(!store.schema_is_current().await.unwrap());
    store.migrate().await.unwrap();
    assert!(store.schema_is_current().await.unwrap());
    store.migrate().await.unwrap();
    assert!(store.schema_is_current().await.unwrap());
}

#[tokio::test]
async fn a_schema_of_a_later_version_is_not_current() {
    let database = Database::create().await;
    let store = database.store().await;
    assert!(store.schema_is_current().await.unwrap());
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (29991231235959, 'later', true, '', 0)",
    )
    .execute(store.pool())
    .await
    .unwrap();
    assert!(!store.schema_is_current().await.unwrap());
}

#[tokio::test]
async fn two_tests_do_not_see_each_other() {
    let (one, two) = (Database::create().await, Database::create().await);
    assert_ne!(one.url(), two.url());
    let (one, two) = (one.store().await, two.store().await);
    sqlx::query("create table only_here (id int)").execute(one.pool()).await.unwrap();
    let seen: bool = sqlx::query_scalar("select to_regclass('only_here') is not null")
        .fetch_one(two.pool())
        .await
        .unwrap();
    assert!(!seen);
}

#[tokio::test]
async fn an_address_where_nothing_listens_is_an_error_that_passes() {
    let error = store::Store::connect("postgresql:///x?host=/nonexistent&user=x", 1).await.unwrap_err();
    assert_eq!(error.problem(), fleet::Problem::Unavailable);
}
