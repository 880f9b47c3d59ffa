-- Whether the model may ask for tools that pruning left out, and which ones it asked for: a JSON list of names, bounded.
alter table api_key add column prune_recovery boolean not null default true;
alter table request_log add column tools_recovered text;
