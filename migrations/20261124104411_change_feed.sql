-- The change feed: the severity of each finding at its event, and up to where the feed's beginning was dropped.

-- One byte for each finding, 0 (info) to 4 (critical). Absent in older rows.
alter table finding_events add column severities bytea;

create table change_feed (
    one boolean primary key default true check (one),
    -- Every event up to this one is gone.
    dropped_to bigint not null default 0
);
insert into change_feed default values;
