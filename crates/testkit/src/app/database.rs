use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use super::TestApp;

impl TestApp {
    /// Every row of every table, as PostgreSQL writes it.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn database_text(&self) -> String {
        let pool = self.store.pool();
        let tables: Vec<String> =
            sqlx::query_scalar("select tablename from pg_tables where schemaname = 'public'")
                .fetch_all(pool)
                .await
                .expect("the database answers");
        let mut text = String::new();
        for table in tables {
            let query = AssertSqlSafe(format!("select t::text from \"{table}\" t"));
            let rows: Vec<String> =
                sqlx::query_scalar(query).fetch_all(pool).await.expect("the database answers");
            for row in rows {
                writeln!(text, "{table} {row}").expect("writing to a string succeeds");
            }
        }
        text
    }
}
