-- Who changed what. Rows of an account go with it; what concerns no account, or one that is gone, has no account_id.

create table audit_entry (
  id         varchar(40) not null primary key,
  created_at timestamp with time zone not null,
  account_id varchar(40) references account (id) on delete cascade,
  actor      varchar(20) not null,
  key_id     varchar(40),
  action     varchar(60) not null,
  target     varchar(120),
  changes    text
);
create index audit_entry_by_account on audit_entry (account_id, created_at);
create index audit_entry_by_time on audit_entry (created_at);
