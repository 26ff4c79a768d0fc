-- Hosts that a project has left are found by the workloads that do not count; those that do have an index already, and a
-- posture that changes writes to one less.

drop index workloads_of_project;
create index workloads_left on workloads (project, host_id) where not counts and project <> '';
