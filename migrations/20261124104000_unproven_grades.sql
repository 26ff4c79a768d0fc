-- An A of incomplete facts is no A: it is counted apart. Days from before are not known to have had any.

alter table fleet_days add column unproven_a bigint;
