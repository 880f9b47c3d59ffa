-- What a request cost in US dollars (null: a price is not known), what pruning and caching saved on it, and whether a part of its
-- tokens is an estimate. Rows of before have no cost.
alter table request_log add column cost_usd numeric(20, 9);
alter table request_log add column saved_usd numeric(20, 9);
alter table request_log add column cache_write_tokens bigint;
alter table request_log add column reasoning_tokens bigint;
alter table request_log add column usage_estimated boolean;
-- A JSON list of labels, at most 8.
alter table request_log add column tags text;

-- What a key may do and spend; docs/api.md, "Key object", has the ranges. Lists are JSON.
alter table api_key add column scope varchar(20) not null default 'all';
alter table api_key add column allowed_models text;
alter table api_key add column allowed_networks text;
alter table api_key add column tpm_limit integer;
alter table api_key add column max_parallel_requests integer;
alter table api_key add column max_budget_usd numeric(20, 9);
alter table api_key add column budget_period varchar(10) not null default '30d';
alter table api_key add column daily_token_budget bigint;
alter table api_key add column weekly_token_budget bigint;
alter table api_key add column max_session_usd numeric(20, 9);
alter table api_key add column max_session_requests integer;
alter table api_key add column runaway varchar(10) not null default 'warn';
alter table api_key add column runaway_repeats integer not null default 5;
alter table api_key add column tags text;
-- The secret before a rotation, for as long as both work.
alter table api_key add column old_key_hash varchar(64);
alter table api_key add column old_key_ends_at timestamp with time zone;
create unique index api_key_by_old_hash on api_key (old_key_hash);

alter table account add column max_budget_usd numeric(20, 9);
alter table account add column budget_period varchar(10) not null default '30d';
alter table account add column allowed_models text;
alter table account add column tpm_limit integer;
