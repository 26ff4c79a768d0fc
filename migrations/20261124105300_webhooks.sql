-- Webhooks, and their messages until some days after they were delivered or given up.

create table webhooks (
    id uuid primary key,
    name text not null,
    url text not null,
    filter jsonb not null,
    enabled boolean not null,
    created_at timestamptz not null,
    created_by text not null,
    revision bigint not null default 1,
    -- The secret is derived from the server's key, the id and this.
    secret_version integer not null default 1,
    secret_renewed_at timestamptz,
    failing_since timestamptz,

    -- Its place in the change feed: what lies before it has become messages.
    queued_event bigint not null,
    queued_at timestamptz not null,
    queued_taken integer
);

create table deliveries (
    id uuid primary key,
    -- The order of the feed.
    place bigint generated always as identity,
    webhook_id uuid not null references webhooks (id) on delete cascade,
    message_id text not null,
    kind text not null,
    payload text not null,
    state text not null check (state in ('waiting', 'delivered', 'dead')),
    queued_at timestamptz not null,
    -- When the day began for which it is tried.
    began_at timestamptz not null,
    attempts integer not null default 0,
    next_at timestamptz not null,
    leased_by uuid,
    leased_until timestamptz,
    tried_at timestamptz,
    failure jsonb,
    unique (webhook_id, message_id)
);
create index deliveries_waiting on deliveries (webhook_id, next_at, place) where state = 'waiting';
create index deliveries_of on deliveries (webhook_id, place);
create index deliveries_over on deliveries (queued_at) where state <> 'waiting';
