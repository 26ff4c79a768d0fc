-- What happened to findings; never rewritten. One row for all findings of a target to which the same happened at once.

create table finding_events (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    by text not null,
    -- Workload or host.
    target uuid not null,
    kind text not null,
    body jsonb not null,
    -- Their ids, 16 bytes each: an array would cost more than everything else in the row.
    findings bytea not null,
    -- How many of each severity, at that moment.
    critical integer not null,
    high integer not null,
    medium integer not null,
    low integer not null,
    info integer not null
);
create index finding_events_target on finding_events (target, id);
create index finding_events_at on finding_events using brin (at);
