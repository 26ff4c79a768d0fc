-- The past of every workload: intervals [valid_from, valid_to) in which its posture stayed the same.

create table postures (
    workload_id uuid not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    reason text not null,
    input_key bytea not null,
    facts_hash bytea not null,
    image_hash bytea,
    host_hash bytea not null,
    outcome_hash bytea not null,
    -- (rule, subject) whose risk was accepted.
    accepted jsonb not null,
    counts boolean not null,
    score double precision not null,
    raw_score double precision not null,
    grade text not null,
    complete boolean not null,
    critical integer not null,
    high integer not null,
    medium integer not null,
    low integer not null,
    info integer not null,
    policy_version integer not null,
    rules_revision integer not null,
    primary key (workload_id, valid_from),
    check (valid_to > valid_from)
);
create index postures_ended on postures (valid_to) where valid_to is not null;
