-- Hosts that a project has left are found by the workloads that do not count; those that do have an index already.

create index workloads_left on workloads (project, host_id) where not counts and project <> '';
