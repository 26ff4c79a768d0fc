use crate::facts::RestartPolicy;
use crate::fix::change::Change;
use crate::fix::facts::Facts;

/// False where the change is about something else.
pub(super) fn apply(change: &Change, facts: &mut Facts<'_>) -> bool {
    match change {
        Change::LimitMemory { bytes } => facts.of_container().resources.memory_bytes = *bytes,
        Change::LimitCpus { nano_cpus } => facts.of_container().resources.nano_cpus = *nano_cpus,
        Change::LimitPids { pids } => facts.of_container().resources.pids = Some(*pids),
        Change::LimitRestarts { max_tries } => {
            facts.of_container().restart_policy = RestartPolicy::OnFailure { max_tries: *max_tries };
        }
        Change::SetUlimits => facts.of_container().resources.ulimits_set = true,
        Change::RemoveSysctl { name } => {
            facts.of_container().sysctls.remove(name);
        }
        Change::RemoveCgroupParent => facts.of_container().resources.cgroup_parent.clear(),
        Change::AddHealthCheck => facts.of_container().health_check = true,
        _ => return false,
    }
    true
}
