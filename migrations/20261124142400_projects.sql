-- The hosts of a project, those that its workloads have left too.
create index workloads_of_project on workloads (project, host_id) where project <> '';
