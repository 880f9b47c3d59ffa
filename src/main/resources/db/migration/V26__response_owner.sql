-- Which account, provider and credential a stored response or a conversation belongs to, until it expires. The id itself isn't kept.
create table if not exists response_owner (
  id_hash      varchar(64)  not null primary key,
  account_id   varchar(40)  not null references account (id) on delete cascade,
  provider     varchar(60)  not null,
  credential   varchar(120) not null,
  model        varchar(300) not null,
  billed       boolean      not null,
  expires_at   timestamp with time zone not null
);
create index if not exists response_owner_by_account on response_owner (account_id, expires_at);
