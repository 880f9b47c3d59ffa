-- The calls of a request that had several targets, as a JSON list; null for one with a single target.
alter table request_log add column if not exists attempts text;
