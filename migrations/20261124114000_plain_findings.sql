-- Findings to which nothing ever happened but their opening have no row of their own: see ADR 7.

-- What they are, once for all workloads that have the same, by the BLAKE3 hash of the set.
create table finding_sets (
    hash bytea not null,
    -- The second half of the ids of these findings.
    suffix bytea not null,
    rule text not null,
    subject text not null,
    severity smallint not null,
    loss double precision not null,
    gain double precision not null,
    primary key (hash, suffix)
);
create index finding_sets_queue on finding_sets (severity desc, gain desc);
create index finding_sets_rule on finding_sets (rule, severity desc, gain desc);

alter table workloads
    -- The first half of the ids of its findings.
    add column finding_prefix bytea,
    -- Its plain findings: open since `plain_since`, seen in `plain_replicas` replicas. None: none.
    add column plain_set bytea,
    add column plain_since timestamptz,
    add column plain_replicas integer;
create index workloads_plain on workloads (plain_set, plain_since, finding_prefix) include (host_id)
    where plain_set is not null;
create index workloads_prefix on workloads (finding_prefix) where plain_set is not null;

-- Rows are the exceptions now: one index in the order of lists serves every state.
drop index findings_queue;
create index findings_state on findings (state, severity desc, gain desc, opened_at, id);

-- The evidence of a plain finding stands in its workload's outcome.
create function evidence_in(outcome bytea, rule text, subject text) returns text
    stable parallel safe language sql as
$$
    select seen ->> 'evidence'
    from outcomes, jsonb_array_elements(body -> 'findings') as seen
    where hash = outcome and seen ->> 'rule' = rule and coalesce(seen ->> 'subject', '') = subject
    limit 1
$$;

create view all_findings as
    select id, substring(uuid_send(id) for 8) as prefix, host_id, workload_id, rule, subject, severity, evidence,
        state, loss, gain, replicas, opened_at, accepted_until, accepted_at, accepted_by, accepted_reason, revision,
        null::bytea as outcome_hash
    from findings
    union all
    select encode(w.finding_prefix || s.suffix, 'hex')::uuid, w.finding_prefix, w.host_id, w.id, s.rule, s.subject,
        s.severity, null, 'open', s.loss, s.gain, w.plain_replicas, w.plain_since, null, null, null, null, 1,
        w.outcome_hash
    from workloads w join finding_sets s on s.hash = w.plain_set;
