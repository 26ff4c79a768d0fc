-- The containers now behind the workloads, with what is volatile about them.

create table containers (
    host_id uuid not null,
    engine_id text not null,
    workload_id uuid not null,
    name text not null,
    facts_hash bytea not null,
    image_hash bytea,
    image text not null,
    image_id text not null,
    outcome_hash bytea not null,
    runtime jsonb not null,
    surroundings jsonb not null,
    due_at timestamptz,
    primary key (host_id, engine_id)
);
create index containers_workload on containers (workload_id);
