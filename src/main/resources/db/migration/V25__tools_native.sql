-- Whether the provider's own tool search takes the place of pruning, which left-out tools a provider refused the call of (a JSON list
-- of names, bounded), and how many called tools the model only got by asking. Sums: tools that were called where pruning left some
-- out, and how many of these had been left out.
alter table api_key add column if not exists prune_native boolean not null default false;
alter table request_log add column if not exists tools_refused text;
alter table request_log add column if not exists tools_late integer;
alter table usage_hour add column if not exists ranked_called bigint not null default 0;
alter table usage_hour add column if not exists ranked_missed bigint not null default 0;
alter table usage_day add column if not exists ranked_called bigint not null default 0;
alter table usage_day add column if not exists ranked_missed bigint not null default 0;
