-- Who did what; written in the transaction that did it and never rewritten.

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    user_id uuid,
    action text not null,
    target text not null,
    detail jsonb not null default '{}'
);
create index audit_at on audit (at);
