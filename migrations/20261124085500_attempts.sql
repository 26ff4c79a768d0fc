-- Bounds on trying in vain: how often a request was taken, and how many scans of a host have failed in a row.

alter table requests add column attempts integer not null default 0;
alter table hosts add column failures integer not null default 0;
