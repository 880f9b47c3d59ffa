-- Whether the provider's own tool search takes the place of pruning, and which left-out tools a provider refused the call of: a JSON
-- list of names, bounded.
alter table api_key add column prune_native boolean not null default false;
alter table request_log add column tools_refused text;
