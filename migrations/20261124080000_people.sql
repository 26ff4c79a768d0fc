-- Who may sign in, and with what; tokens are kept as BLAKE3 hashes only.

create table users (
    id uuid primary key,
    name text not null,
    role text not null check (role in ('viewer', 'analyst', 'admin')),
    password_hash text,
    created_at timestamptz not null,
    last_sign_in_at timestamptz,
    disabled_at timestamptz
);
create unique index users_name on users (lower(name));

create table sessions (
    token_hash bytea primary key,
    user_id uuid not null references users (id),
    created_at timestamptz not null,
    seen_at timestamptz not null
);
create index sessions_user on sessions (user_id);

-- Without a user it is for the first administrator.
create table sign_in_links (
    token_hash bytea primary key,
    user_id uuid references users (id),
    expires_at timestamptz not null
);
