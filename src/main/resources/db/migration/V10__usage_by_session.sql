-- What the requests of a session used, summed up by key: written with their rows in one transaction. Requests before are not in it.
create table usage_session (
  account_id    varchar(40)    not null references account (id) on delete cascade,
  session_id    varchar(128)   not null,
  key_id        varchar(40)    not null,
  last_at       timestamp with time zone not null,
  -- Requests for which a provider was called.
  calls         bigint         not null,
  cost_usd      numeric(25, 9) not null,
  primary key (account_id, session_id, key_id)
);
create index usage_session_by_time on usage_session (account_id, last_at);
