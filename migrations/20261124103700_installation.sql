-- What this database is for: a demo shows a simulated fleet, a real one never does. Fixed from this migration on.

create table installation (
    one boolean primary key default true check (one),
    kind text not null check (kind in ('demo', 'real')),

    -- Of a demo: the story that it plays, and the folder in which its engines have their sockets.
    seed bigint,
    ends_at timestamptz,
    engines text,
    check (kind = 'demo' or (seed is null and ends_at is null and engines is null))
);

create function installation_is_fixed() returns trigger language plpgsql as $$
begin
    raise exception 'what a database is for is fixed from its first migration on';
end
$$;
create trigger installation_kind before update of one, kind on installation
    for each row execute function installation_is_fixed();
create trigger installation_row before delete or truncate on installation
    for each statement execute function installation_is_fixed();

-- Only who makes a demo says so, and what somebody uses already is real.
insert into installation (kind)
select case
    when current_setting('plimsoll.installation', true) is distinct from 'demo' then 'real'
    when exists (select from hosts) or exists (select from users) then 'real'
    else 'demo'
end;
