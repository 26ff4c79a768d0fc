-- Findings: one row for each (target, rule, subject), from whose hash the id is made: half of it from the target, so
-- that the primary key finds the findings of a target.

create table findings (
    id uuid primary key,
    host_id uuid not null,
    -- None: a finding of the host itself.
    workload_id uuid,
    rule text not null,
    subject text not null,
    severity smallint not null,
    evidence text not null,
    state text not null,
    loss double precision not null,
    gain double precision not null,
    -- How many replicas have it.
    replicas integer not null,
    opened_at timestamptz not null,
    resolved_at timestamptz,
    accepted_until timestamptz,
    accepted_at timestamptz,
    accepted_by text,
    accepted_reason text,
    revision bigint not null default 1
);
create index findings_queue on findings (severity desc, gain desc, opened_at, id)
    where state in ('open', 'reopened', 'acknowledged');
create index findings_accepted on findings (accepted_until) where state = 'accepted';
