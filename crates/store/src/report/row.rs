//! Workloads of a report as compressed lines of JSON, written and read one by one.

use std::io::{BufRead as _, BufReader, Cursor, Lines, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use fleet::report::WorkloadLine;

use crate::Result;

pub(super) type Compressed = Vec<u8>;

pub(super) struct Compressor(GzEncoder<Vec<u8>>);

impl Compressor {
    pub fn new() -> Self {
        Self(GzEncoder::new(Vec::new(), Compression::new(4)))
    }

    pub fn push(&mut self, line: &impl serde::Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.0, line)?;
        self.0.write_all(b"\n").map_err(serde_json::Error::io)?;
        Ok(())
    }

    pub fn finish(self) -> Result<Compressed> {
        Ok(self.0.finish().map_err(serde_json::Error::io)?)
    }
}

/// Every workload of an archived report, lowest score first; only the one at hand is unpacked.
pub struct Workloads(Lines<BufReader<GzDecoder<Cursor<Compressed>>>>);

impl Workloads {
    pub(super) fn new(bytes: Compressed) -> Self {
        Self(BufReader::new(GzDecoder::new(Cursor::new(bytes))).lines())
    }
}

impl Iterator for Workloads {
    type Item = std::io::Result<WorkloadLine>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.0.next()?;
        Some(line.and_then(|line| Ok(serde_json::from_str(&line)?)))
    }
}

impl std::fmt::Debug for Workloads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Workloads")
    }
}

#[cfg(test)]
mod tests {
    use fleet::WorkloadId;
    use fleet::workload::SeverityCounts;
    use posture::Grade;
    use uuid::Uuid;

    use super::*;

    fn line(number: u128) -> WorkloadLine {
        WorkloadLine {
            id: WorkloadId(Uuid::from_u128(number)),
            name: format!("web\n{number}"),
            project: "shop".into(),
            host: "berlin-1".into(),
            image: blake3::hash(&number.to_le_bytes()).to_string(),
            score: number as f64 / 3.0,
            raw_score: 0.0,
            grade: Grade::F,
            complete: true,
            before: None,
            dimensions: [0.0; 5],
            counts: SeverityCounts::default(),
            worst: None,
            escape_paths: Vec::new(),
            accepted: 0,
            unknown: 0,
        }
    }

    fn packed(lines: &[WorkloadLine]) -> Compressed {
        let mut compressor = Compressor::new();
        for line in lines {
            compressor.push(line).unwrap();
        }
        compressor.finish().unwrap()
    }

    #[test]
    fn what_was_packed_is_read_back_in_its_order() {
        let lines: Vec<_> = (0..200).map(line).collect();
        let read: Vec<_> = Workloads::new(packed(&lines)).map(|line| line.unwrap()).collect();
        assert_eq!(read, lines);
        assert_eq!(Workloads::new(packed(&[])).count(), 0);
    }

    #[test]
    fn what_is_torn_is_an_error_and_no_early_end() {
        let lines: Vec<_> = (0..200).map(line).collect();
        let bytes = packed(&lines);
        let read: Vec<_> = Workloads::new(bytes[..bytes.len() / 2].to_vec()).take(lines.len()).collect();
        let whole = read.iter().take_while(|line| line.is_ok()).count();
        assert!((1..lines.len()).contains(&whole), "{whole} are whole");
        assert!(read[whole].is_err());
        assert!(Workloads::new(Vec::new()).next().is_some_and(|line| line.is_err()));
    }
}
