-- The engine id that an administrator has said is the right one, whatever clashes with it.

alter table hosts add column engine_known text;
