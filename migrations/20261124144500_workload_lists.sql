-- Sorts that are seldom asked for share one narrow index: the ids of a page are found in it alone, and a posture that
-- changes writes one entry instead of eight.

create index workloads_listed on workloads (host_id)
    include (id, host_name, score, image_trust, capabilities, mounts, secrets, staleness, change_7d, first_seen_at,
        grade, complete, accepted)
    where counts;

drop index workloads_host_name, workloads_change, workloads_image_trust, workloads_capabilities, workloads_mounts,
    workloads_secrets, workloads_staleness, workloads_first_seen;
