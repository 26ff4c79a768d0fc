-- What survives a redeploy, with its current posture beside it so that lists need one table.

create table workloads (
    id uuid primary key,
    host_id uuid not null,
    -- Cluster or host.
    scope uuid not null,
    kind text not null,
    -- BLAKE3 of kind and key of the identity.
    identity_hash bytea not null,
    identity text not null,
    project text not null,
    name text not null,
    host_name text not null,
    image text not null,
    -- Lower case, what a search looks at.
    search text not null,
    first_seen_at timestamptz not null,
    -- Since when no container of it is there; concluded gone after a grace.
    absent_since timestamptz,
    gone_at timestamptz,
    -- A partial scan withheld a resolution: the next complete one looks again.
    unsettled boolean not null default false,

    -- Whether it counts in indexes and stands in lists by default.
    counts boolean not null,
    state text not null,
    replicas integer not null,

    -- The current posture.
    posture_since timestamptz not null,
    input_key bytea not null,
    facts_hash bytea not null,
    image_hash bytea,
    host_hash bytea not null,
    outcome_hash bytea not null,
    score double precision not null,
    raw_score double precision not null,
    grade text not null,
    complete boolean not null,
    worst smallint,
    image_trust double precision not null,
    capabilities double precision not null,
    mounts double precision not null,
    secrets double precision not null,
    staleness double precision not null,
    -- Grade letters, and initials of the worst severities (-: none), of the five dimensions in order.
    dimension_grades text not null,
    dimension_worst text not null,
    -- Open findings by severity, accepted ones aside.
    critical integer not null,
    high integer not null,
    medium integer not null,
    low integer not null,
    info integer not null,
    worst_rule text,
    escape_kinds text[] not null,
    unknown integer not null,
    accepted integer not null,
    policy_version integer not null,
    rules_revision integer not null,
    -- The earliest moment at which time alone would change the outcome.
    due_at timestamptz,
    -- Unknown: counts as no change.
    score_week_ago double precision,
    change_7d double precision not null
        generated always as (score - coalesce(score_week_ago, score)) stored
);
create unique index workloads_identity on workloads (scope, identity_hash);
create index workloads_host on workloads (host_id);
create index workloads_due on workloads (due_at) where due_at is not null;
create index workloads_score on workloads (score, id) where counts;
create index workloads_name on workloads (name, id) where counts;
create index workloads_host_name on workloads (host_name, id) where counts;
create index workloads_change on workloads (change_7d, id) where counts;
create index workloads_image_trust on workloads (image_trust, id) where counts;
create index workloads_capabilities on workloads (capabilities, id) where counts;
create index workloads_mounts on workloads (mounts, id) where counts;
create index workloads_secrets on workloads (secrets, id) where counts;
create index workloads_staleness on workloads (staleness, id) where counts;
