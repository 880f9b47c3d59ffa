-- What requests used, summed up by hour and by day: written with their rows in one transaction. Hours and days are counted from 1970, in
-- UTC. A text that a request doesn't have is empty, because the columns are a key.
create table usage_hour (
  account_id         varchar(40)    not null references account (id) on delete cascade,
  epoch_hour         bigint         not null,
  key_id             varchar(40)    not null,
  provider           varchar(60)    not null,
  model              varchar(300)   not null,
  status             integer        not null,
  error_code         varchar(100)   not null,
  error_source       varchar(20)    not null,
  requests           bigint         not null,
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
  cost_usd           numeric(25, 9) not null,
  saved_usd          numeric(25, 9) not null,
  unpriced           bigint         not null,
  -- How often each duration came, of requests without an error.
  times              bytea,
  primary key (account_id, epoch_hour, key_id, provider, model, status, error_code, error_source)
);

create table usage_day (
  account_id         varchar(40)    not null references account (id) on delete cascade,
  epoch_day          bigint         not null,
  key_id             varchar(40)    not null,
  provider           varchar(60)    not null,
  model              varchar(300)   not null,
  status             integer        not null,
  error_code         varchar(100)   not null,
  error_source       varchar(20)    not null,
  requests           bigint         not null,
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
  cost_usd           numeric(25, 9) not null,
  saved_usd          numeric(25, 9) not null,
  unpriced           bigint         not null,
  -- How often each duration came, of requests without an error.
  times              bytea,
  primary key (account_id, epoch_day, key_id, provider, model, status, error_code, error_source)
);
create index usage_day_by_key on usage_day (key_id, epoch_day);

-- Whether a row is in these sums. Rows of earlier releases are not.
alter table request_log add column summed boolean not null default false;
