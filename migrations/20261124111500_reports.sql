-- Reports as they were made, which nobody can change; when they are made by themselves, and the mails that carry them.

create table reports (
    id uuid primary key,
    week text not null,
    time_zone text not null,
    -- The scope as people wrote it, and its canonical JSON.
    scope jsonb not null,
    first_day date not null,
    last_day date not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    as_of timestamptz not null,
    made_at timestamptz not null,
    made_by text not null,
    -- By the schedule, not on demand.
    scheduled boolean not null,
    index double precision,
    workloads bigint not null,
    -- The model and its workloads, compressed lines of JSON, and the BLAKE3 of both, one after the other.
    model bytea not null,
    lines bytea not null,
    hash bytea not null
);
alter table reports alter column model set storage external;
alter table reports alter column lines set storage external;
create index reports_newest on reports (made_at desc, id desc);
-- One report for each schedule and period.
create unique index reports_scheduled on reports (week, time_zone, scope) where scheduled;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'what is archived cannot be changed' using errcode = 'integrity_constraint_violation';
end $$;
create trigger reports_stay before update or delete on reports for each row execute function refuse_change();
create trigger reports_are_kept before truncate on reports for each statement execute function refuse_change();

create table report_schedule (
    only_one boolean primary key default true check (only_one),
    enabled boolean not null,
    day smallint not null check (day between 1 and 7),
    hour smallint not null check (hour between 0 and 23),
    time_zone text not null,
    scope jsonb not null,
    recipients text[] not null,
    next_at timestamptz
);

create table report_mails (
    report_id uuid not null references reports (id),
    recipient text not null,
    state text not null check (state in ('waiting', 'sent', 'dead')),
    queued_at timestamptz not null,
    attempts integer not null default 0,
    next_at timestamptz not null,
    sent_at timestamptz,
    failure text,
    primary key (report_id, recipient)
);
create index report_mails_waiting on report_mails (next_at) where state = 'waiting';
