-- What was read and what the rules made of it, each value once, by the BLAKE3 hash of its canonical JSON.

create table facts (
    hash bytea primary key,
    body jsonb not null
);

create table outcomes (
    hash bytea primary key,
    body jsonb not null
);
