-- What orqen/* decided and why, in words and numbers; never text of a prompt. needs and candidates are JSON.
create table if not exists routing_trace (
  id         varchar(40)  primary key,
  account_id varchar(40)  not null references account (id) on delete cascade,
  created_at timestamp with time zone not null,
  request_id varchar(40)  not null,
  session_id varchar(128),
  mode       varchar(10)  not null,
  model      varchar(370) not null,
  reason     text         not null,
  complexity varchar(10)  not null,
  needs      text         not null,
  candidates text         not null,
  sticky     boolean      not null
);
create index if not exists routing_trace_by_account on routing_trace (account_id, created_at, id);
