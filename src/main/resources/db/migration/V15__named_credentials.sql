-- Further credentials of a provider, beside the one in provider_credential, whose name is 'default'. They have a table of their own,
-- because processes of the release before find one credential of a provider, and replace it.
create table if not exists provider_credential_named (
  account_id varchar(40) not null references account (id) on delete cascade,
  provider   varchar(60) not null,
  name       varchar(40) not null,
  token      text        not null,
  preview    varchar(40) not null,
  weight     integer     not null,
  updated_at timestamp with time zone not null,
  state      varchar(20),
  state_at   timestamp with time zone,
  primary key (account_id, provider, name)
);

-- What the provider last showed of the credential, and when. Null, or from before updated_at: it was not tried since it is stored.
alter table provider_credential add column if not exists weight integer not null default 1;
alter table provider_credential add column if not exists state varchar(20);
alter table provider_credential add column if not exists state_at timestamp with time zone;
