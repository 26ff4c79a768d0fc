-- What replicas share their work through: requests, leases, reports of job runs.

create table requests (
    id uuid primary key,
    wants jsonb not null,
    host_id uuid references hosts (id),
    asked_by text not null,
    asked_at timestamptz not null,
    progress jsonb not null,
    over boolean not null default false,
    leased_by uuid,
    leased_until timestamptz
);
create index requests_waiting on requests (asked_at) where not over;

create table leases (
    job text primary key,
    holder uuid not null,
    until timestamptz not null
);

create table job_runs (
    id bigint generated always as identity primary key,
    job text not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    report jsonb not null,
    failure text
);
create index job_runs_job on job_runs (job, id);
