-- What the workloads of each host come to, so that no page has to add up all workloads: now, and at the end of each day.

alter table hosts add column tallied boolean not null default false;
create index hosts_untallied on hosts (id) where not tallied;

-- Of workloads that count; valid while the host is tallied.
create table host_tallies (
    host_id uuid primary key,
    a bigint not null,
    -- A of incomplete facts.
    unproven_a bigint not null,
    b bigint not null,
    c bigint not null,
    d bigint not null,
    f bigint not null,
    -- Of any grade.
    incomplete bigint not null,
    -- Open findings.
    critical bigint not null,
    high bigint not null,
    medium bigint not null,
    low bigint not null,
    info bigint not null,
    -- Sums.
    score double precision not null,
    image_trust double precision not null,
    capabilities double precision not null,
    mounts double precision not null,
    secrets double precision not null,
    staleness double precision not null
);

-- Added up on the spot; cheap for a host, not for the fleet.
create view host_tallies_live as
    select h.id as host_id, t.*
    from hosts h cross join lateral (
        select count(*) filter (where w.grade = 'A' and w.complete) as a,
            count(*) filter (where w.grade = 'A' and not w.complete) as unproven_a,
            count(*) filter (where w.grade = 'B') as b,
            count(*) filter (where w.grade = 'C') as c,
            count(*) filter (where w.grade = 'D') as d,
            count(*) filter (where w.grade = 'F') as f,
            count(*) filter (where not w.complete) as incomplete,
            coalesce(sum(w.critical), 0) as critical,
            coalesce(sum(w.high), 0) as high,
            coalesce(sum(w.medium), 0) as medium,
            coalesce(sum(w.low), 0) as low,
            coalesce(sum(w.info), 0) as info,
            coalesce(sum(w.score), 0) as score,
            coalesce(sum(w.image_trust), 0) as image_trust,
            coalesce(sum(w.capabilities), 0) as capabilities,
            coalesce(sum(w.mounts), 0) as mounts,
            coalesce(sum(w.secrets), 0) as secrets,
            coalesce(sum(w.staleness), 0) as staleness
        from workloads w where w.host_id = h.id and w.counts) t;

create view host_tallies_now as
    select t.* from host_tallies t join hosts h on h.id = t.host_id where h.tallied
    union all
    select t.* from host_tallies_live t join hosts h on h.id = t.host_id where not h.tallied;

create table host_days (
    day date not null,
    host_id uuid not null,
    stale boolean not null,
    a bigint not null,
    unproven_a bigint not null,
    b bigint not null,
    c bigint not null,
    d bigint not null,
    f bigint not null,
    critical bigint not null,
    high bigint not null,
    score double precision not null,
    primary key (day, host_id)
);

-- Lists of a project, of the latest and of those with an escape path.
create index workloads_project on workloads (project) where counts and project <> '';
create index workloads_first_seen on workloads (first_seen_at, id) where counts;
create index workloads_escape on workloads (host_id) where counts and escape_kinds <> '{}';

-- Whether the day has ended in `host_days` too.
alter table fleet_days add column by_host boolean not null default false;
