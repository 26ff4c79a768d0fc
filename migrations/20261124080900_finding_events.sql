-- What happened to findings; never rewritten. One row for all findings of a target to which the same happened at once.

create table finding_events (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    by text not null,
    -- Workload or host.
    target uuid not null,
    kind text not null,
    body jsonb not null,
    findings uuid[] not null,
    -- Of each finding at that moment.
    severities smallint[] not null
);
create index finding_events_target on finding_events (target, id);
create index finding_events_at on finding_events using brin (at);
