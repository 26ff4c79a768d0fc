//! PostgreSQL's binary COPY format, which costs a third of an insert where rows are many.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Result;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
const OID_OF_TEXT: i32 = 25;
const FORMAT_OF_JSONB: u8 = 1;

/// Rows on their way into a table.
pub(crate) struct Rows {
    buffer: Vec<u8>,
    /// Where the current row's number of fields stands.
    row: usize,
    fields: i16,
}

impl Rows {
    pub fn with_capacity(bytes: usize) -> Self {
        let mut buffer = Vec::with_capacity(bytes);
        buffer.extend(SIGNATURE);
        // Neither flags nor a header extension.
        buffer.extend([0; 8]);
        Self { buffer, row: 0, fields: 0 }
    }

    /// Begins a row.
    pub fn row(&mut self) -> &mut Self {
        (self.row, self.fields) = (self.buffer.len(), 0);
        self.buffer.extend(self.fields.to_be_bytes());
        self
    }

    fn field(&mut self, length: i32) {
        self.fields += 1;
        self.buffer[self.row..self.row + 2].copy_from_slice(&self.fields.to_be_bytes());
        self.buffer.extend(length.to_be_bytes());
    }

    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.field(length_of(value));
        self.buffer.extend(value);
        self
    }

    pub fn null(&mut self) -> &mut Self {
        self.field(-1);
        self
    }

    /// The value, or null.
    pub fn maybe<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T) -> &mut Self) -> &mut Self {
        match value {
            Some(value) => put(self, value),
            None => self.null(),
        }
    }

    /// An array of texts.
    pub fn texts(&mut self, values: &[String]) -> &mut Self {
        let count = i32::try_from(values.len()).expect("an array has less than 2^31 elements");
        let mut array = Vec::new();
        // Dimensions, no nulls, the type of the elements.
        for word in [i32::from(count > 0), 0, OID_OF_TEXT] {
            array.extend(word.to_be_bytes());
        }
        if count > 0 {
            array.extend(count.to_be_bytes());
            array.extend(1_i32.to_be_bytes());
        }
        for value in values {
            array.extend(length_of(value.as_bytes()).to_be_bytes());
            array.extend(value.as_bytes());
        }
        self.bytes(&array)
    }

    pub fn json(&mut self, value: &impl Serialize) -> Result<&mut Self> {
        Ok(self.document(&serde_json::to_string(value)?))
    }

    /// JSON that is written already.
    pub fn document(&mut self, json: &str) -> &mut Self {
        self.field(length_of(json.as_bytes()) + 1);
        self.buffer.push(FORMAT_OF_JSONB);
        self.buffer.extend(json.as_bytes());
        self
    }

    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.bytes(&[u8::from(value)])
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

    pub fn bigint(&mut self, value: i64) -> &mut Self {
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

fn length_of(value: &[u8]) -> i32 {
    i32::try_from(value.len()).expect("a field has less than 2 GB")
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
