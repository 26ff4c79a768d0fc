-- The registered engines, what was last seen of each, and the runs of equal scans.

create table hosts (
    id uuid primary key,
    name text not null,
    endpoint text not null,
    labels jsonb not null default '{}',
    scan_interval_s bigint not null check (scan_interval_s between 10 and 86400),
    added_at timestamptz not null,
    removed_at timestamptz,

    -- The next attempt, and who makes it until when.
    next_scan_at timestamptz not null,
    leased_by uuid,
    leased_until timestamptz,

    tried_at timestamptz,
    seen_at timestamptz,
    failure jsonb,
    missing jsonb not null default '[]',
    engine_id text,
    -- The engine's id before it changed.
    engine_id_before text,
    containers integer not null default 0,

    facts_hash bytea,
    outcome_hash bytea,
    score double precision,
    grade text,
    complete boolean not null default true,
    due_at timestamptz,
    policy_version integer,
    rules_revision integer,

    -- A scan of this digest changes nothing before `revisit_at`.
    scan_digest bytea,
    revisit_at timestamptz,
    scan_run uuid
);
create unique index hosts_name on hosts (lower(name)) where removed_at is null;
create unique index hosts_endpoint on hosts (endpoint) where removed_at is null;

create table scan_runs (
    id uuid primary key,
    host_id uuid not null references hosts (id),
    outcome text not null check (outcome in ('complete', 'partial', 'failed')),
    first_at timestamptz not null,
    last_at timestamptz not null,
    scans bigint not null default 1,
    containers integer not null default 0,
    missing jsonb not null default '[]',
    failure jsonb
);
create index scan_runs_host on scan_runs (host_id, first_at);
