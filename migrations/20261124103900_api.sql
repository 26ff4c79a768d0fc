-- What the REST API needs: tokens, answers to be given again, tickets of other systems; and which token did it.

create table api_tokens (
    id uuid primary key,
    token_hash bytea not null unique,
    name text not null,
    -- The first characters of the secret, to tell tokens apart.
    prefix text not null,
    scopes text[] not null,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create unique index api_tokens_name on api_tokens (lower(name)) where revoked_at is null;

alter table audit add column token_id uuid;

-- The answer to a request that must not be carried out twice; without a status it is under way.
create table idempotency_keys (
    actor text not null,
    route text not null,
    key text not null,
    body_hash bytea not null,
    made_at timestamptz not null,
    status smallint,
    location text,
    answer text,
    primary key (actor, route, key)
);
create index idempotency_keys_made on idempotency_keys (made_at);

-- The ticket of a finding, by the finding's id.
create table tickets (
    finding_id uuid primary key,
    system text not null,
    key text not null,
    url text not null,
    revision bigint not null default 1,
    linked_at timestamptz not null,
    linked_by text not null
);
create index tickets_key on tickets (system, key);
