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
    use super::*;

    #[test]
    fn what_is_torn_is_an_error_and_no_early_end() {
        let mut compressor = Compressor::new();
        for number in 0..100 {
            compressor.push(&format!("not a workload {number}")).unwrap();
        }
        let bytes = compressor.finish().unwrap();
        assert!(Workloads::new(bytes[..bytes.len() / 2].to_vec()).any(|line| line.is_err()));
        assert!(Workloads::new(Vec::new()).next().is_none_or(|line| line.is_err()));
    }
}
