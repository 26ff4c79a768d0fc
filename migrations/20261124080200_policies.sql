-- Policies by version; the highest is in force, and the built-in default while there is none.

create table policies (
    version integer primary key check (version > 1),
    body jsonb not null,
    published_at timestamptz not null,
    published_by text not null
);
