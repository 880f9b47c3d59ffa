-- The tool that a request's agent called without end; null: none.
alter table request_log add column if not exists runaway varchar(128);
