-- Hosts that report the same engine, findings of a rule and of a host's workloads are looked up for every page.
create index hosts_engine on hosts (engine_id) where removed_at is null;
create index findings_rule on findings (rule);
create index findings_host on findings (host_id);
