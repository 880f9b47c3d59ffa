-- What an account wants of orqen/auto; docs/api.md, "Routing". allowed_providers is a JSON list.
create table if not exists routing_preference (
  account_id        varchar(40)    primary key references account (id) on delete cascade,
  mode              varchar(10)    not null,
  allowed_providers text,
  max_cost_usd      numeric(20, 9),
  updated_at        timestamp with time zone not null
);

-- Models that orqen/* must not pick. They can still be called by their names.
create table if not exists routing_disabled (
  account_id varchar(40)  not null references account (id) on delete cascade,
  provider   varchar(60)  not null,
  model      varchar(300) not null,
  primary key (account_id, provider, model)
);
