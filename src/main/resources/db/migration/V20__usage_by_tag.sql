-- What requests used, summed up by tag and by session: written with their rows in one transaction. Days are counted from 1970, in UTC.
create table if not exists usage_tag (
  account_id         varchar(40)    not null references account (id) on delete cascade,
  epoch_day          bigint         not null,
  tag                varchar(300)   not null,
  requests           bigint         not null,
  errors             bigint         not null,
  input_tokens       bigint         not null,
  output_tokens      bigint         not null,
  cached_tokens      bigint         not null,
  cache_write_tokens bigint         not null,
  reasoning_tokens   bigint         not null,
  tools_in           bigint         not null,
  tools_out          bigint         not null,
  tokens_saved       bigint         not null,
  shadow_called      bigint         not null,
  shadow_missed      bigint         not null,
  ranked_called      bigint         not null,
  ranked_missed      bigint         not null,
  cost_usd           numeric(25, 9) not null,
  saved_usd          numeric(25, 9) not null,
  unpriced           bigint         not null,
  primary key (account_id, epoch_day, tag)
);

-- A session of all keys of its account. usage_session has the parts of its keys, for their budgets.
create table if not exists session_usage (
  account_id    varchar(40)    not null references account (id) on delete cascade,
  session_id    varchar(128)   not null,
  first_at      timestamp with time zone not null,
  last_at       timestamp with time zone not null,
  requests      bigint         not null,
  errors        bigint         not null,
  input_tokens  bigint         not null,
  output_tokens bigint         not null,
  cached_tokens bigint         not null,
  tools_called  bigint         not null,
  cost_usd      numeric(25, 9) not null,
  primary key (account_id, session_id)
);
create index if not exists session_usage_by_time on session_usage (account_id, last_at, session_id);

-- What the removed days of usage_day had, for budgets that never renew.
create table if not exists usage_removed (
  account_id varchar(40)    not null references account (id) on delete cascade,
  key_id     varchar(40)    not null,
  tokens     bigint         not null,
  cost_usd   numeric(25, 9) not null,
  last_day   bigint         not null,
  primary key (account_id, key_id)
);

-- Whether a row is in the sums by tag and by session. Only looked at where replicas of the release before may have written it.
alter table request_log add column if not exists summed_too boolean not null default false;

-- Which rows of each account, up to a time, are still to be added to the sums by tag and by session. Those of before flagged_from are
-- added once because added_to moves on with them, those after it because they are flagged.
create table if not exists sums_backlog (
  account_id   varchar(40) not null primary key references account (id) on delete cascade,
  added_to     timestamp with time zone not null,
  flagged_from timestamp with time zone not null,
  until        timestamp with time zone not null
);
insert into sums_backlog (account_id, added_to, flagged_from, until)
select id, timestamp with time zone '1970-01-01 00:00:00+00:00', current_timestamp - interval '1' hour, current_timestamp + interval '1' day
from account where not exists (select 1 from sums_backlog b where b.account_id = account.id);
