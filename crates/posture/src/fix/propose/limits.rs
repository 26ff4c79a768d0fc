use crate::fix::change::Change;
use crate::rules::Case;

const MEMORY_BYTES: u64 = 512 << 20;
const NANO_CPUS: u64 = 1_000_000_000;
const PIDS: u64 = 200;
const TRIES: u32 = 5;

pub(super) fn propose(case: &Case<'_>, rule: &str, subject: &str) -> Vec<Change> {
    let memory = Change::LimitMemory { bytes: MEMORY_BYTES };
    match rule {
        "CAP-017" => vec![Change::RemoveSysctl { name: subject.to_owned() }],
        // With a limit there is also no harm in an OOM killer that is off.
        "CAP-018" | "CAP-031" => vec![memory],
        "CAP-019" => vec![Change::LimitCpus { nano_cpus: NANO_CPUS }],
        "CAP-020" => vec![Change::LimitPids { pids: PIDS }],
        "CAP-021" => {
            vec![Change::LimitRestarts { max_tries: TRIES.min(case.policy.thresholds.restart_tries) }]
        }
        "CAP-027" => vec![Change::SetUlimits],
        _ => Vec::new(),
    }
}
