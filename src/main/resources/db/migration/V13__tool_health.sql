-- How the tools of each account do. Names, counts and what their descriptions lack; never a description.
create table tool_health (
  account_id   varchar(40)  not null references account (id) on delete cascade,
  name         varchar(128) not null,
  seen         bigint       not null default 0,
  forwarded    bigint       not null default 0,
  called       bigint       not null default 0,
  recovered    bigint       not null default 0,
  missed       bigint       not null default 0,
  fingerprint  bigint,
  issues       text,
  other        varchar(128),
  similarity   double precision,
  last_seen_at timestamp with time zone not null,
  primary key (account_id, name)
);
create index tool_health_by_age on tool_health (last_seen_at);
