//! The model as JSON, with every workload in it: schema `plimsoll.report/1`.

use std::io::{Result, Write};

use crate::{Report, WorkloadLine};

/// Writes the report; `workloads` go out one by one, lowest score first.
///
/// # Errors
/// What reading a row or writing met.
pub fn json(
    report: &Report,
    workloads: &mut dyn Iterator<Item = Result<WorkloadLine>>,
    mut out: impl Write,
) -> Result<()> {
    let head = serde_json::to_string(report)?;
    let head = head.strip_suffix('}').expect("a report is an object");
    out.write_all(head.as_bytes())?;
    out.write_all(b",\"workloads\":[")?;
    for (at, workload) in workloads.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut out, &workload?)?;
    }
    out.write_all(b"]}\n")
}
