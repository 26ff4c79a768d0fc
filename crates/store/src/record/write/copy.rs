//! PostgreSQL's binary COPY format, which costs a third of an insert where rows are many.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Result;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// Rows on their way into a table.
pub(super) struct Rows {
    buffer: Vec<u8>,
}

impl Rows {
    pub fn with_capacity(bytes: usize) -> Self {
        let mut buffer = Vec::with_capacity(bytes);
        buffer.extend(SIGNATURE);
        // Neither flags nor a header extension.
        buffer.extend([0; 8]);
        Self { buffer }
    }

    /// Begins a row of this many fields.
    pub fn row(&mut self, fields: i16) -> &mut Self {
        self.buffer.extend(fields.to_be_bytes());
        self
    }

    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        let length = i32::try_from(value.len()).expect("a field has less than 2 GB");
        self.buffer.extend(length.to_be_bytes());
        self.buffer.extend(value);
        self
    }

    pub fn null(&mut self) -> &mut Self {
        self.buffer.extend((-1_i32).to_be_bytes());
        self
    }

    pub fn text(&mut self, value: &str) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    pub fn smallint(&mut self, value: i16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub fn int(&mut self, value: i32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub fn double(&mut self, value: f64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub fn time(&mut self, value: DateTime<Utc>) -> &mut Self {
        let since = value.signed_duration_since(epoch());
        let micros = since.num_microseconds().unwrap_or(i64::MAX);
        self.bytes(&micros.to_be_bytes())
    }

    /// Sends the rows; `into` is `table (columns)`.
    pub async fn copy(mut self, connection: &mut PgConnection, into: &str) -> Result<()> {
        self.buffer.extend((-1_i16).to_be_bytes());
        let mut copy = connection.copy_in_raw(&format!("copy {into} from stdin (format binary)")).await?;
        copy.send(self.buffer).await?;
        copy.finish().await?;
        Ok(())
    }
}

/// PostgreSQL counts microseconds since 2000.
fn epoch() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(10_957)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_is_the_beginning_of_2000() {
        assert_eq!(epoch().to_rfc3339(), "2000-01-01T00:00:00+00:00");
    }
}
