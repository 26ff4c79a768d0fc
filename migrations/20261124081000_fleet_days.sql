-- The fleet at the end of each UTC day, which trends read instead of raw history.

create table fleet_days (
    day date primary key,
    at timestamptz not null,
    index double precision,
    workloads bigint not null,
    grades bigint[] not null,
    critical bigint not null,
    high bigint not null,
    hosts_stale bigint not null
);
