-- How a host stands at a moment, as `stale.rs` says it.

create function host_state(host hosts, now timestamptz) returns text stable parallel safe language sql as
$$
    select case
        when host.failure is not null then 'failed'
        when host.seen_at is null then 'new'
        when host.seen_at < now - 3 * host.scan_interval_s * interval '1 second' then 'stale'
        when host.missing <> '[]' then 'partial'
        else 'fresh'
    end
$$;
