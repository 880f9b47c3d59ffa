-- The same on H2 and PostgreSQL. Ids are opaque strings; times are UTC.

create table account (
  id         varchar(40)  not null primary key,
  name       varchar(200) not null,
  active     boolean      not null,
  created_at timestamp with time zone not null
);

create table api_key (
  id                varchar(40)  not null primary key,
  account_id        varchar(40)  not null references account (id) on delete cascade,
  name              varchar(200) not null,
  key_hash          varchar(64)  not null unique,
  preview           varchar(40)  not null,
  rate_limit_rpm    integer      not null,
  k_target_override integer,
  allowed_tools     text,
  denied_tools      text,
  keep_tools        text,
  prune_shadow      boolean      not null default false,
  expires_at        timestamp with time zone,
  active            boolean      not null,
  created_at        timestamp with time zone not null,
  last_used_at      timestamp with time zone
);
create index api_key_by_account on api_key (account_id, created_at);

create table provider_credential (
  account_id varchar(40) not null references account (id) on delete cascade,
  provider   varchar(60) not null,
  token      text        not null,
  preview    varchar(40) not null,
  updated_at timestamp with time zone not null,
  primary key (account_id, provider)
);

-- Metadata of requests; prompts and answers are never stored.
create table request_log (
  id            varchar(40) not null primary key,
  account_id    varchar(40) not null references account (id) on delete cascade,
  key_id        varchar(40) not null,
  created_at    timestamp with time zone not null,
  surface       varchar(20) not null,
  operation     varchar(20) not null,
  provider      varchar(60),
  model         varchar(300),
  session_id    varchar(128),
  stream        boolean     not null,
  status        integer     not null,
  error_code    varchar(100),
  error_source  varchar(20),
  input_tokens  bigint      not null,
  output_tokens bigint      not null,
  cached_tokens bigint      not null,
  tools_in      integer     not null,
  tools_out     integer     not null,
  tokens_saved  bigint      not null,
  tools_called  integer     not null,
  tools_missed  integer     not null,
  prune_shadow  boolean     not null,
  ttft_ms       double precision,
  duration_ms   double precision not null,
  overhead_ms   double precision not null
);
create index request_log_by_account on request_log (account_id, created_at);
